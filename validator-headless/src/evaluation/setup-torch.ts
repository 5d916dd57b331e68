import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { EngineError, startTorchWorker } from "../../../src-shared/engine/index.ts";

/** The folder with worker.py and its lock files, as it ships with the validator. */
export const torchWorkerDir = (): string => fileURLToPath(new URL("../../torch-worker", import.meta.url));

/** What the lock's packages are there for. */
const OLDEST = [3, 10] as const;
const NEWEST = [3, 13] as const;
const NEEDED = `Python ${OLDEST.join(".")} to ${NEWEST.join(".")}`;
const LOCK = "requirements.lock.txt";
const CUDA_LOCK = "requirements-cuda.lock.txt";
/** Written last: an environment without it is not whole. */
const COMPLETE = "assay-complete.json";
/** Torch's libraries are read from disk for the first time. */
const HELLO_TIMEOUT_MS = 180_000;

export interface TorchSetup {
  /** Environments lie in a folder of it, one for each lock. */
  readonly cacheDir: string;
  /** An interpreter to build on; null: the first that will do. */
  readonly python?: string | null;
  /** With what only a CUDA card needs; null: where a driver for one is found. */
  readonly withCuda?: boolean | null;
  /** Make it anew, whatever is there. */
  readonly fresh?: boolean;
  readonly workerDir?: string;
  readonly onLine?: (line: string) => void;
}

export interface TorchEnvironment {
  /** Its interpreter. */
  readonly python: string;
  /** As the worker said it when it was started. */
  readonly torch: string;
  readonly seesCuda: boolean;
}

/**
 * Makes the torch worker's environment with just what its lock lists, with uv where there is one, else with venv and pip,
 * and starts the worker once to see that it works. An environment that is there and whole is only tried. Fails with an
 * `EngineError`: `PythonMissing`, `PythonTooOld`, `TorchNotReachable`, `TorchNotInstalled` or `TorchNotWorking`.
 */
export async function setUpTorch(setup: TorchSetup): Promise<TorchEnvironment> {
  const { workerDir = torchWorkerDir(), onLine = () => {} } = setup;
  const locks = locksOf(setup, workerDir);
  const place = placeOf(setup.cacheDir, locks);
  if (setup.fresh || !existsSync(join(place.folder, COMPLETE))) {
    rmSync(place.folder, { recursive: true, force: true });
    mkdirSync(setup.cacheDir, { recursive: true });
    await makeEnvironment(place, locks, setup.python ?? null, onLine);
  }
  onLine("Starting the worker once …");
  const hello = await tryWorker(place.python, workerDir);
  writeFileSync(join(place.folder, COMPLETE), `${JSON.stringify(hello)}\n`);
  return { python: place.python, ...hello };
}

/** The interpreter of an environment that was set up for the worker as it is today; null where there is none. */
export function torchEnvironment(
  setup: Pick<TorchSetup, "cacheDir" | "withCuda" | "workerDir">,
): string | null {
  const place = placeOf(setup.cacheDir, locksOf(setup, setup.workerDir ?? torchWorkerDir()));
  return existsSync(join(place.folder, COMPLETE)) ? place.python : null;
}

const locksOf = ({ withCuda = null }: Pick<TorchSetup, "withCuda">, workerDir: string): string[] => [
  join(workerDir, LOCK),
  ...((withCuda ?? hasNvidiaDriver()) ? [join(workerDir, CUDA_LOCK)] : []),
];

const hasNvidiaDriver = (): boolean =>
  existsSync("/proc/driver/nvidia/version") || existsSync("/dev/dxg") || existsSync("/dev/nvidiactl");

interface Place {
  readonly folder: string;
  readonly python: string;
}

function placeOf(cacheDir: string, locks: readonly string[]): Place {
  const hash = createHash("sha256");
  for (const lock of locks) hash.update(readFileSync(lock));
  const folder = join(cacheDir, `torch-${hash.digest("hex").slice(0, 16)}`);
  const isWindows = process.platform === "win32";
  return {
    folder,
    python: isWindows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python"),
  };
}

async function makeEnvironment(
  { folder, python }: Place,
  locks: readonly string[],
  wanted: string | null,
  onLine: (line: string) => void,
): Promise<void> {
  const uv = await versionOf("uv", ["--version"]);
  const files = locks.flatMap((lock) => ["-r", lock]);
  if (uv !== null) {
    onLine(`Making ${folder} with ${uv.trim()} …`);
    const range = `>=${OLDEST.join(".")},<${NEWEST[0]}.${NEWEST[1] + 1}`;
    if (wanted !== null) await checkedPython(wanted);
    await step("uv", ["venv", "--python", wanted ?? range, folder], onLine, "PythonMissing");
    await step("uv", ["pip", "install", "--python", python, "--no-deps", ...files], onLine);
    return;
  }
  const interpreter = wanted === null ? await findPython() : await checkedPython(wanted);
  onLine(`Making ${folder} with ${interpreter} …`);
  await step(interpreter, ["-m", "venv", folder], onLine, "PythonMissing");
  const quietly = ["--disable-pip-version-check", "--progress-bar", "off"];
  await step(python, ["-m", "pip", "install", ...quietly, "--no-deps", ...files], onLine);
}

const CANDIDATES = ["python3.12", "python3.11", "python3.13", "python3.10", "python3", "python"];

/** The first interpreter on the path that will do. */
async function findPython(): Promise<string> {
  let tooOld: EngineError | null = null;
  for (const candidate of CANDIDATES) {
    try {
      return await checkedPython(candidate);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === "PythonTooOld") tooOld ??= error;
    }
  }
  throw tooOld ?? new EngineError("PythonMissing", { what: `tried ${CANDIDATES.join(", ")} and uv` });
}

async function checkedPython(python: string): Promise<string> {
  const output = await versionOf(python, [
    "-c",
    "import sys; print('.'.join(map(str, sys.version_info[:3])))",
  ]);
  const version = output?.trim() ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new EngineError("PythonMissing", { what: `${python} doesn't start` });
  if (major !== OLDEST[0] || minor < OLDEST[1] || minor > NEWEST[1])
    throw new EngineError("PythonTooOld", { python, version, needed: NEEDED });
  return python;
}

async function versionOf(command: string, args: readonly string[]): Promise<string | null> {
  const lines: string[] = [];
  const code = await runProgram(command, args, (line) => lines.push(line));
  return code === 0 ? lines.join("\n") : null;
}

const NO_NETWORK =
  /connection|network|resolve|timed? ?out|unreachable|proxy|certificate|ssl|temporary failure|dns/i;
const LINES_KEPT = 40;

async function step(
  command: string,
  args: readonly string[],
  onLine: (line: string) => void,
  code: "TorchNotInstalled" | "PythonMissing" = "TorchNotInstalled",
): Promise<void> {
  const lines: string[] = [];
  const exitCode = await runProgram(command, args, (line) => {
    lines.push(line);
    if (lines.length > LINES_KEPT) lines.shift();
    onLine(line);
  });
  if (exitCode === 0) return;
  const said = lines.filter((line) => line.trim() !== "");
  const error = said.findLast((line) => /error/i.test(line)) ?? said.at(-1);
  const what = error?.trim() ?? `${basename(command)} ended with ${exitCode ?? "no exit code"}`;
  if (code === "TorchNotInstalled" && said.some((line) => NO_NETWORK.test(line)))
    throw new EngineError("TorchNotReachable", { what });
  throw new EngineError(code, { what });
}

/** @returns the exit code; null where it could not be started or was ended from outside */
function runProgram(
  command: string,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
    child.once("error", () => resolve(null));
    child.once("close", (code) => resolve(code));
  });
}

interface Hello {
  readonly torch: string;
  readonly seesCuda: boolean;
}

async function tryWorker(python: string, workerDir: string): Promise<Hello> {
  const worker = startTorchWorker({ python, workerDir });
  const lines: string[] = [];
  worker.onOutput((line) => lines.push(line));
  const failed = (what: string): EngineError => new EngineError("TorchNotWorking", { what });
  let impatience: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Hello>((resolve, reject) => {
      impatience = setTimeout(
        () => reject(failed(`it said nothing for ${HELLO_TIMEOUT_MS / 1000} seconds`)),
        HELLO_TIMEOUT_MS,
      );
      worker.onMessage((message) => {
        const said = message as { kind: string; torch: string; cuda: boolean; details?: { what?: string } };
        if (said.kind === "ready") resolve({ torch: said.torch, seesCuda: said.cuda });
        else reject(failed(said.details?.what ?? said.kind));
      });
      void worker.exited.then((code) => reject(failed(lines.at(-1) ?? `it ended with ${code}`)));
    });
  } finally {
    clearTimeout(impatience);
    worker.kill();
  }
}
