import { runCli } from "./main.ts";

await runCli(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  env: process.env,
  exit: (code) => {
    process.exitCode = code;
  },
});
