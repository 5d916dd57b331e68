import { spawn } from "node:child_process";

/**
 * Runs a program to its end.
 * @returns {Promise<{code: number | null, output: string, timedOut: boolean}>} `output` is filled when `quiet`
 */
export function run(command, args, { cwd, env, timeoutMs, quiet = false, input } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: [
        input === undefined ? "ignore" : "pipe",
        quiet ? "pipe" : "inherit",
        quiet ? "pipe" : "inherit",
      ],
    });
    let output = "";
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGKILL");
          }, timeoutMs);
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    if (input !== undefined) child.stdin.end(input);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ code: null, output: `${output}${error.message}`, timedOut });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output, timedOut });
    });
  });
}
