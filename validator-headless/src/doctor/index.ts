export { type DoctorContext, NOTHING_STORED, type StoredFacts } from "./context.ts";
export { examine } from "./examine.ts";
export type { Finding } from "./finding.ts";
export { type MachineProbe, parseGpus, thisMachine } from "./machine-probe.ts";
