import type { SimulationReport } from "./simulate.ts";

/** The report for people. */
export function simulationReport(report: SimulationReport): string {
  const { profile, kinds, duplicates, honest, agreement } = report;
  const lines = kinds.map(
    ({ kind, miners, earned, fairShares }) =>
      `${kind.padEnd(15)}${String(miners).padStart(6)}${percent(earned).padStart(10)}${fairShares.toFixed(2).padStart(14)}`,
  );
  return [
    `${profile.id} ${profile.version} under the rules "${report.rules}" (profile sha256 ${profile.hash.slice(0, 12)})`,
    `${report.epochs} epochs, ${report.miners} miners, ${report.validators} validators, seed ${report.seed}`,
    "",
    "kind           miners    earned   fair shares",
    ...lines,
    "",
    `Duplicates: ${share(duplicates.missed, duplicates.judged)} judgements missed one.`,
    `Honest miners: ${share(honest.punished, honest.judged)} judgements took their work for a duplicate.`,
    `Agreement: vtrust ${agreement.meanVtrust.toFixed(3)} on average, ${agreement.lowestVtrust.toFixed(3)} for the lowest validator; ` +
      `nobody was paid in ${agreement.unpaidEpochs} of ${report.epochs} epochs.`,
    "",
    "Earned is the share of all that was paid; fair shares compare one miner of a kind with an equal split.",
    "",
  ].join("\n");
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
const share = (part: number, whole: number): string =>
  `${part} of ${whole}${whole === 0 ? "" : ` (${percent(part / whole)})`}`;
