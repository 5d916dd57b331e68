import type { DoctorContext } from "./context.ts";
import { bad, doubt, type Finding, good, skipped } from "./finding.ts";

/** What every profile is promised to run in. */
const NEEDED = { gpuMb: 12_000, memoryMb: 16_000, diskGb: 50 };
/** Cards and memory are sold by round numbers and show a little less. */
const SOLD_BY = 0.93;

type Needs<K extends keyof DoctorContext> = Pick<DoctorContext, K>;

const gb = (mb: number): string => `${(mb / 1000).toFixed(0)} GB`;

export async function checkGpu({ config, machine }: Needs<"config" | "machine">): Promise<Finding> {
  const title = "GPU";
  const { kind, device } = config.engine;
  const cards = (await machine.gpus()) ?? [];
  const [first] = cards;
  const wantsCuda = kind === "torch" && device !== "cpu";
  if (first === undefined) {
    if (!wantsCuda) return good(title, `none is needed: the ${kind} engine computes on ${device}`);
    const says = "no NVIDIA card answers";
    const mend = "Install NVIDIA's driver until nvidia-smi shows the card, or set engine.device to cpu.";
    return device === "cuda" ? bad(title, says, mend) : doubt(title, says, mend);
  }
  const says = cards
    .map(
      (card) =>
        `${card.name}, ${gb(card.memoryTotalMb)}, ${gb(card.memoryFreeMb)} free, driver ${card.driver}`,
    )
    .join("; ");
  if (!wantsCuda)
    return doubt(title, `${says}; it is not used`, "Set engine.kind to torch and engine.device to auto.");
  if (first.memoryTotalMb < NEEDED.gpuMb * SOLD_BY)
    return bad(title, says, `Use a card of ${gb(NEEDED.gpuMb)} or more.`);
  if (first.memoryFreeMb < NEEDED.gpuMb * SOLD_BY) {
    return doubt(
      title,
      says,
      "Something else uses the card (see nvidia-smi): stop it, or stop the validator first when this is its own.",
    );
  }
  return good(title, says);
}

export async function checkEngine({
  config,
  engineFacts,
}: Needs<"config" | "engineFacts">): Promise<Finding> {
  const title = "engine";
  if (engineFacts === null) return skipped(title, "it was not opened");
  try {
    const { device, precision, isReferencePrecision, workerClass } = await engineFacts();
    const says = `${config.engine.kind} on ${device}, trains in ${precision.training}, evaluates in ${precision.evaluation}, class ${workerClass}`;
    if (isReferencePrecision) return good(title, says);
    return doubt(
      title,
      `${says}: not the reference's precision`,
      "For real networks use the torch engine on CUDA with bitsandbytes.",
    );
  } catch (error) {
    const says = `it does not start: ${error instanceof Error ? error.message : String(error)}`;
    return bad(
      title,
      says,
      "Run assay-validator setup-torch again, or set engine.kind to onnx for practice.",
    );
  }
}

export function checkMemory({ machine, config }: Needs<"machine" | "config">): Finding {
  const { totalMb, freeMb } = machine.memory();
  const says = `${gb(totalMb)}, ${gb(freeMb)} free`;
  const needed = Math.min(NEEDED.memoryMb, config.limits.memoryMb);
  if (totalMb < needed * SOLD_BY)
    return bad(
      "memory",
      says,
      `A validator takes up to ${gb(needed)}: use a larger machine, or a smaller model and limits.memory-mb.`,
    );
  if (freeMb < needed / 2)
    return doubt("memory", says, "Stop other programs, or the engine may be ended when memory runs out.");
  return good("memory", says);
}

/** Models and datasets that lie there already count as room for them. */
export async function checkDisk({
  machine,
  config,
  cachedGb,
}: Needs<"machine" | "config"> & { readonly cachedGb: number }): Promise<Finding> {
  const freeGb = await machine.freeGb(config.cacheDir);
  const says = `${freeGb.toFixed(0)} GB free, ${cachedGb.toFixed(1)} GB in ${config.cacheDir}`;
  if (freeGb < config.keep.minFreeGb) {
    return bad(
      "disk",
      says,
      `Free some: less than keep.min-free-gb (${config.keep.minFreeGb} GB) are left, and nothing more is fetched.`,
    );
  }
  const needed = Math.min(NEEDED.diskGb, config.keep.maxGb + config.keep.minFreeGb);
  if (freeGb + cachedGb < needed)
    return doubt("disk", says, `Plan ${needed} GB, or set a smaller keep.max-gb.`);
  return good("disk", says);
}
