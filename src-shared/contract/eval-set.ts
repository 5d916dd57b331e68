import { z } from "zod";
import { defineMethods } from "./define.ts";

/** How it stands with the eval set that rows of a competition must be members of. */
export const evalSetStatusSchema = z.object({
  profileId: z.string(),
  /** False where rows may come from anywhere: there is nothing to get then. */
  isNeeded: z.boolean(),
  /** Where it is to be had: "owner/name" and the revision's rule; null where the competition names none. */
  repo: z.string().nullable(),
  revisionRule: z.string(),
  /** What is here; null while nothing is. */
  present: z
    .object({
      origin: z.string(),
      /** The commit; null for a file of the user's own. */
      revision: z.string().nullable(),
      rows: z.number().int(),
      at: z.string(),
    })
    .nullable(),
});
export type EvalSetStatus = z.infer<typeof evalSetStatusSchema>;

export const evalSetMethods = defineMethods({
  "evalSet.status": { params: z.object({ profileId: z.string() }), result: evalSetStatusSchema },
  /** Fetches it from the hub of a network, and holds the open project to it. */
  "evalSet.fetch": {
    params: z.object({ profileId: z.string(), networkId: z.string() }),
    result: z.object({ jobId: z.string() }),
  },
  /** Takes an uploaded file for it. */
  "evalSet.takeFile": {
    params: z.object({ profileId: z.string(), uploadId: z.string() }),
    result: z.object({ jobId: z.string() }),
  },
});
