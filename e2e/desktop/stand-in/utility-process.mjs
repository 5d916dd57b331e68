import { fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";
import { portRelay } from "./ports.mjs";

const register = new URL("./register.mjs", import.meta.url).href;
const prelude = new URL("./utility-prelude.mjs", import.meta.url).href;

class UtilityProcess extends EventEmitter {
  #child;
  #relay;

  constructor(module, args, { env = process.env, stdio = "inherit" }) {
    super();
    const output = stdio === "pipe" ? "pipe" : "inherit";
    this.#child = fork(module, args, {
      env,
      serialization: "advanced",
      execArgv: ["--disable-warning=ExperimentalWarning", "--import", register, "--import", prelude],
      stdio: ["ignore", output, output, "ipc"],
    });
    this.#relay = portRelay((value) => this.#child.connected && this.#child.send(value));
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    this.#child.on("spawn", () => this.emit("spawn"));
    this.#child.on("message", (value) => this.#relay.take(value) || this.emit("message", value.message));
    this.#child.on("exit", (code) => {
      this.#relay.closeAll();
      this.emit("exit", code ?? 1);
    });
  }

  get pid() {
    return this.#child.pid;
  }

  postMessage(message, transfer = []) {
    this.#child.send({ message, ports: this.#relay.transfer(transfer) });
  }

  kill() {
    return this.#child.kill();
  }
}

export const utilityProcess = {
  fork: (module, args = [], options = {}) =>
    new UtilityProcess(module.startsWith("file:") ? fileURLToPath(module) : module, args, options),
};
