export { type MinerKind, minerKinds } from "./cast.ts";
export type { LossTable } from "./losses.ts";
export { readLosses, readProfile } from "./read-inputs.ts";
export { simulationReport } from "./report.ts";
export { type KindEarnings, type SimulationReport, type SimulationSettings, simulate } from "./simulate.ts";
