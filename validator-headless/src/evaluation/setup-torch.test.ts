import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { checkoutRoot } from "../../../scripts/needs.ts";
import { setUpTorch, type TorchSetup, torchEnvironment, torchWorkerDir } from "./setup-torch.ts";

const pins = (file: string): Map<string, string> =>
  new Map(
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.includes("==") && !line.includes("python_version <"))
      .map((line) => line.split(";")[0]?.trim().split("==") as [string, string]),
  );

test("the worker's environment is the one that our engine is held to", () => {
  const tested = pins(join(checkoutRoot, "scripts", "python", "trainer.lock.txt"));
  expect(pins(join(torchWorkerDir(), "requirements.lock.txt"))).toEqual(tested);
});

/** Programs by these names that answer as these shell scripts say stand in for Python and uv. */
describe.skipIf(process.platform === "win32")("setting up torch", () => {
  let folder: string;
  let bin: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "assay-setup-"));
    bin = join(folder, "bin");
    mkdirSync(bin);
    vi.stubEnv("PATH", [bin, "/usr/bin", "/bin"].join(delimiter));
    // Interpreters of this machine have no part in it.
    for (const name of ["python3.10", "python3.11", "python3.12", "python3.13", "python3", "python", "uv"])
      program(name, "exit 127");
    mkdirSync(join(folder, "worker"));
    writeFileSync(join(folder, "worker", "worker.py"), "");
    writeFileSync(join(folder, "worker", "requirements.lock.txt"), "torch==2.7.0\n");
    writeFileSync(join(folder, "worker", "requirements-cuda.lock.txt"), "bitsandbytes==0.45.5\n");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  function program(name: string, script: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }

  /** An interpreter of a version: makes environments with itself in them, installs, and greets as the worker does. */
  const interpreter = (version: string, { install = "exit 0", hello = READY } = {}): string =>
    [
      `echo "$@" >> ${join(folder, "calls")}`,
      `case "$*" in`,
      `  -c*) echo ${version} ;;`,
      `  "-m venv"*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;`,
      `  "-m pip"*) ${install} ;;`,
      `  *) ${hello} ;;`,
      "esac",
    ].join("\n");
  const READY = `echo '{"kind":"ready","protocol":1,"torch":"2.7.0","cuda":false}'; cat > /dev/null`;

  const setUp = (changes: Partial<TorchSetup> = {}) =>
    setUpTorch({
      cacheDir: join(folder, "cache"),
      workerDir: join(folder, "worker"),
      withCuda: false,
      ...changes,
    });
  const calls = (): string[] => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

  test("makes an environment from the lock, tries it, and finds it again", async () => {
    program("python3", interpreter("3.11.7"));
    const where = { cacheDir: join(folder, "cache"), workerDir: join(folder, "worker"), withCuda: false };
    expect(torchEnvironment(where)).toBeNull();
    const made = await setUp();
    expect(made).toMatchObject({ torch: "2.7.0", seesCuda: false });
    expect(torchEnvironment(where)).toBe(made.python);
    expect(calls().filter((call) => call.includes("pip install"))).toHaveLength(1);
    expect(calls().find((call) => call.includes("pip install"))).toContain("--no-deps");
    expect(await setUp()).toEqual(made);
    expect(calls().filter((call) => call.includes("pip install"))).toHaveLength(1);
    await setUp({ fresh: true });
    expect(calls().filter((call) => call.includes("pip install"))).toHaveLength(2);
  });

  test("takes what a CUDA card needs along into an environment of its own", async () => {
    program("python3", interpreter("3.12.1"));
    const plain = await setUp();
    const withCuda = await setUp({ withCuda: true });
    expect(withCuda.python).not.toBe(plain.python);
    expect(calls().findLast((call) => call.includes("pip install"))).toContain("requirements-cuda.lock.txt");
  });

  test("prefers uv where there is one", async () => {
    program("seed", interpreter("3.11.7"));
    program(
      "uv",
      [
        `echo "uv $@" >> ${join(folder, "calls")}`,
        `case "$1" in`,
        "  --version) echo uv 0.9.0 ;;",
        `  venv) mkdir -p "$4/bin" && cp ${join(bin, "seed")} "$4/bin/python" ;;`,
        "esac",
      ].join("\n"),
    );
    await setUp();
    expect(calls().filter((call) => call.startsWith("uv pip install"))).toHaveLength(1);
  });

  test.each([
    ["PythonMissing", () => {}],
    ["PythonTooOld", () => program("python3", interpreter("3.9.18"))],
    [
      "TorchNotReachable",
      () =>
        program(
          "python3",
          interpreter("3.11.7", { install: "echo 'WARNING: Retrying: connection broken'; exit 1" }),
        ),
    ],
    [
      "TorchNotInstalled",
      () => program("python3", interpreter("3.11.7", { install: "echo 'ERROR: No space left'; exit 1" })),
    ],
    [
      "TorchNotWorking",
      () =>
        program(
          "python3",
          interpreter("3.11.7", { hello: "echo 'ImportError: libtorch is missing' >&2; exit 1" }),
        ),
    ],
  ])("says %s where that is so, and leaves no environment that looks whole", async (code, prepare) => {
    prepare();
    await expect(setUp()).rejects.toMatchObject({ code });
    const where = { cacheDir: join(folder, "cache"), workerDir: join(folder, "worker"), withCuda: false };
    expect(torchEnvironment(where)).toBeNull();
  });

  test("takes the interpreter that it is told to, or says why not", async () => {
    program("python3", interpreter("3.11.7"));
    program("other", interpreter("3.14.0"));
    await expect(setUp({ python: join(bin, "other") })).rejects.toMatchObject({
      code: "PythonTooOld",
      details: { version: "3.14.0" },
    });
  });
});
