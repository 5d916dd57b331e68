import type { ValidatorConfig } from "./config.ts";
import type { ConfigMistake } from "./errors.ts";

/** What is right by itself but does not go with the rest. */
export function crossMistakes(config: ValidatorConfig): readonly ConfigMistake[] {
  return [...checkHttp(config), ...checkEngine(config)];
}

/** What works but is seldom meant. */
export function crossWarnings(config: ValidatorConfig): readonly ConfigMistake[] {
  return [...doubtModel(config), ...doubtQueue(config), ...doubtRounds(config)];
}

/** Practice and trials, where nobody's money hangs on agreeing with other validators. */
export const isPractice = ({ network }: ValidatorConfig): boolean => network.name === "sandbox";

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\./.test(host);

function* checkHttp({ http }: ValidatorConfig): Iterable<ConfigMistake> {
  if (http.port === 0 || isLoopback(http.host) || http.names.length > 0) return;
  yield {
    where: "http.host",
    what: `${http.host} can be reached by others, and nothing says by which names`,
    mend: "Keep 127.0.0.1 and reach it through ssh, or list the names in http.names.",
  };
}

function* checkEngine(config: ValidatorConfig): Iterable<ConfigMistake> {
  const { engine, profile } = config;
  if (engine.kind === "onnx" && engine.device === "cuda") {
    yield {
      where: "engine.device",
      what: "the onnx engine does not know CUDA",
      mend: "Set engine.kind to torch, or engine.device to auto.",
    };
  }
  if (engine.kind === "torch" && engine.device === "webgpu") {
    yield {
      where: "engine.device",
      what: "the torch engine does not know WebGPU",
      mend: "Set engine.device to cuda or auto, or engine.kind to onnx.",
    };
  }
  const isInexact = engine.kind === "onnx" || engine.device === "cpu";
  const mustAgree = !isPractice(config) && profile.value.training.quantization === "nf4";
  if (isInexact && mustAgree && !engine.allowInexact) {
    yield {
      where: "engine.kind",
      what: "this engine cannot train in nf4 on CUDA as the other validators do, so its losses would differ from theirs",
      mend: "Use --engine.kind torch with a CUDA card, or say --allow-inexact if you know what it costs.",
    };
  }
}

function* doubtModel(config: ValidatorConfig): Iterable<ConfigMistake> {
  if (!config.model.isOverridden || isPractice(config)) return;
  yield {
    where: "model.repo",
    what: `another base model than the profile's ${config.profile.value.baseModel}: no other validator will agree`,
    mend: "Leave it out unless this is a trial.",
  };
}

function* doubtRounds(config: ValidatorConfig): Iterable<ConfigMistake> {
  const { miners, blocks } = config.rounds;
  if (isPractice(config) || (miners === null && blocks === null)) return;
  yield {
    where: miners === null ? "rounds.blocks" : "rounds.miners",
    what: "rounds of another size than the profile's: weights follow later than, or apart from, the other validators'",
    mend: "Leave it out unless this is a trial.",
  };
}

function* doubtQueue({ queue }: ValidatorConfig): Iterable<ConfigMistake> {
  if (queue.kind === "embedded") return;
  const { protocol, hostname, password } = new URL(queue.url.reveal());
  if (isLoopback(hostname.replace(/^\[|\]$/g, ""))) return;
  if (protocol === "redis:") {
    yield {
      where: "queue",
      what: "evaluations travel to another machine without TLS",
      mend: "Use rediss://, or make sure that nobody else is on that network.",
    };
  }
  if (password === "") {
    yield {
      where: "queue",
      what: "the Redis on another machine is asked without a password",
      mend: "Give it one (requirepass) and put it into the address.",
    };
  }
}
