import {
  type DuplicateGroup,
  equalLossGroups,
  type MembershipVerdict,
  membership,
  rowOverlap,
  sharedRowGroups,
} from "../../../../src-shared/competition/index.ts";
import { rowIdentity } from "../../../../src-shared/dataset/index.ts";
import type { Fields } from "../fields.ts";

const RELATIVE_TOLERANCE = 1e-9;

const identities = (fields: Fields, name: string): string[] => fields.list(name).map(rowIdentity);

/** How many distinct rows are in both. */
export const rowOverlapCase = (fields: Fields): number =>
  rowOverlap(identities(fields, "a"), identities(fields, "b"));

/** The groups, in the order of their keepers' first duplicates. */
export function duplicatesCase(fields: Fields): DuplicateGroup[] {
  const rule = fields.choice("rule", ["equal-loss", "shared-rows"]);
  const entries = fields.objects("entries");
  const committed = (entry: Fields) => ({ uid: entry.count("uid"), block: entry.number("block") });
  return rule === "equal-loss"
    ? equalLossGroups(
        entries.map((entry) => ({ ...committed(entry), loss: entry.number("loss") })),
        fields.number("relativeTolerance", RELATIVE_TOLERANCE),
      )
    : sharedRowGroups(
        entries.map((entry) => ({ ...committed(entry), rows: new Set(identities(entry, "rows")) })),
        fields.count("moreThan"),
      );
}

export const membershipCase = (fields: Fields): MembershipVerdict =>
  membership(identities(fields, "rows"), new Set(identities(fields, "evalRows")));
