import type { DoctorContext } from "./context.ts";
import { doubt, type Finding, good, skipped } from "./finding.ts";

const MINUTES_A_DAY = 24 * 60;

/** What operators compare with each other: equal lines, equal rules. */
export function checkProfile({ config }: Pick<DoctorContext, "config">): Finding {
  const { value, hash } = config.profile;
  return good(
    "profile",
    `${value.id} ${value.version}, ${config.rules} rules, from block ${value.effectiveFromBlock}, sha256 ${hash}`,
  );
}

/** Whether this machine gets through an epoch, by what its evaluations took so far. */
export function checkPace({
  config,
  known,
  chain,
  tempo,
  miners,
}: Pick<DoctorContext, "config" | "known" | "chain"> & {
  /** Blocks in an epoch; null where the chain did not say. */
  readonly tempo: number | null;
  /** UIDs that may have committed; null where the chain did not say. */
  readonly miners: number | null;
}): Finding {
  const title = "datasets an epoch";
  if (known.secondsPerDataset === null) return skipped(title, "it is measured with the first evaluations");
  const { schedule } = config.profile.value;
  const blockTimeMs = chain.ok ? chain.value.info().blockTimeMs : null;
  const seconds =
    schedule.kind === "daily"
      ? minutesBetween(schedule.validation.from, schedule.validation.to) * 60
      : tempo === null || blockTimeMs === null
        ? null
        : (tempo * blockTimeMs) / 1000;
  if (seconds === null) return skipped(title, "no chain answers that says how long an epoch is");
  const predicted = Math.floor(seconds / known.secondsPerDataset);
  const needed = schedule.kind === "daily" ? miners : schedule.sampleSize;
  const says = `about ${predicted} at ${known.secondsPerDataset.toFixed(0)} s each${needed === null ? "" : `; an epoch may take ${needed}`}`;
  if (needed !== null && predicted < needed) {
    return doubt(
      title,
      says,
      "What is left is carried over. Use a faster card, engine.fidelity fast, or several workers (queue).",
    );
  }
  return good(title, says);
}

/** Minutes from one time of day to the next other one. */
function minutesBetween(from: string, to: string): number {
  const minutes = (time: string): number => {
    const [hours = 0, rest = 0] = time.split(":").map(Number);
    return hours * 60 + rest;
  };
  return (minutes(to) - minutes(from) + MINUTES_A_DAY) % MINUTES_A_DAY || MINUTES_A_DAY;
}
