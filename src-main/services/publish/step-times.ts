import type { PublishStep } from "../../../src-shared/contract/index.ts";
import type { PublicationRecord } from "./record.ts";
import { stepStates } from "./view.ts";

/**
 * When each step began and ended, told by how a record changed. A step that is done again (after a retracted block,
 * or because its effect is gone) begins anew.
 * @param before null for a record that was not there
 * @param at ISO time of the change
 */
export function stepTimes(
  before: PublicationRecord | null,
  after: PublicationRecord,
  at: string,
): PublicationRecord["times"] {
  const states = stepStates(after);
  const earlier = before === null ? null : stepStates(before);
  const times: PublicationRecord["times"] = {};
  for (const [id, state] of Object.entries(states) as [PublishStep["id"], PublishStep["state"]][]) {
    if (state === "todo" || state === "skipped") continue;
    const wasLeft = earlier?.[id] === "done" && state !== "done";
    const startedAt = (wasLeft ? null : before?.times[id]?.startedAt) ?? at;
    const endedAt = state === "done" ? (before?.times[id]?.endedAt ?? at) : null;
    times[id] = { startedAt, endedAt };
  }
  return times;
}
