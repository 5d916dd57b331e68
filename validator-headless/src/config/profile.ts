import { readFileSync, statSync } from "node:fs";
import {
  builtInProfiles,
  type CompetitionProfile,
  findBuiltIn,
  parseProfileText,
} from "../../../src-shared/competition/index.ts";
import { describeError } from "../../../src-shared/contract/index.ts";
import type { ConfigMistake } from "./errors.ts";

const MAX_PROFILE_BYTES = 1_000_000;

/** A built-in competition by its id, or one from a file; else the mistakes that stand in the way. */
export function readProfile(source: string, where: string): CompetitionProfile | readonly ConfigMistake[] {
  const builtIn = findBuiltIn(source);
  if (builtIn !== null) return builtIn;
  const known = builtInProfiles.map(({ id }) => id).join(", ");
  if (!/[./\\]/.test(source)) {
    return [
      {
        where,
        what: `there is no built-in competition ${source}`,
        mend: `Give one of ${known}, or a file's path.`,
      },
    ];
  }
  try {
    if (statSync(source).size > MAX_PROFILE_BYTES) throw new Error("it is larger than 1 MB");
    const parsed = parseProfileText(readFileSync(source, "utf8"));
    if (parsed.ok) return parsed.value;
    const { code, details, mistakes } = parsed.error;
    const { sentence, mend } = describeError(code, details);
    if (mistakes.length === 0) return [{ where, what: `${source}: ${sentence}`, mend }];
    return mistakes.map((what) => ({ where: source, what, mend: "Mend it in the profile's file." }));
  } catch (error) {
    const what = `${source} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return [{ where, what, mend: "Check the path of the profile's file." }];
  }
}
