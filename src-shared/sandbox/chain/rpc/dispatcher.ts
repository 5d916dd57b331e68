import { setTimeout as sleep } from "node:timers/promises";
import type { ChainNode } from "../node/node.ts";
import { internalError, invalidRequest, methodNotFound, parseError, RpcError } from "./errors.ts";
import type { CallFaults } from "./faults.ts";
import {
  authorMethods,
  chainMethods,
  type Methods,
  stateMethods,
  subscriptionMethods,
  systemMethods,
} from "./methods.ts";
import { Params } from "./params.ts";
import type { Session } from "./session.ts";

/** The connection shall be cut instead of answered. */
export class CutConnection extends Error {}

type Answer = { readonly jsonrpc: "2.0"; readonly id: unknown } & (
  | { readonly result: unknown }
  | { readonly error: unknown }
);

interface Request {
  readonly id?: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Answers JSON-RPC 2.0 texts: single calls, batches, notifications. */
export class Dispatcher {
  readonly #methods: Methods;
  readonly #faults: CallFaults;
  readonly #onDefect: (error: unknown) => void;

  /** `onDefect` hears of errors that no call should meet: defects of the sandbox itself. */
  constructor(node: ChainNode, faults: CallFaults, onDefect: (error: unknown) => void) {
    this.#faults = faults;
    this.#onDefect = onDefect;
    const methods: Methods = {
      ...systemMethods(node, node.best.number),
      ...chainMethods(node),
      ...stateMethods(node),
      ...authorMethods(node),
      ...subscriptionMethods(node),
    };
    this.#methods = {
      ...methods,
      rpc_methods: () => ({ methods: [...Object.keys(methods), "rpc_methods"].sort() }),
    };
  }

  /** The text to answer; null where nothing is to be answered. Throws CutConnection. */
  async answer(text: string, session: Session): Promise<string | null> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return JSON.stringify(failed(null, parseError()));
    }
    if (!Array.isArray(parsed)) {
      const answer = await this.#one(parsed, session);
      return answer === null ? null : JSON.stringify(answer);
    }
    if (parsed.length === 0) return JSON.stringify(failed(null, invalidRequest()));
    const answers: Answer[] = [];
    for (const part of parsed) {
      const answer = await this.#one(part, session);
      if (answer !== null) answers.push(answer);
    }
    return answers.length === 0 ? null : JSON.stringify(answers);
  }

  async #one(value: unknown, session: Session): Promise<Answer | null> {
    const request = toRequest(value);
    if (request === null) return failed(idOf(value), invalidRequest());
    const isNotification = request.id === undefined;
    try {
      const result = await this.#call(request, session);
      return isNotification ? null : { jsonrpc: "2.0", id: request.id, result };
    } catch (error) {
      if (error instanceof CutConnection) throw error;
      if (!(error instanceof RpcError)) this.#onDefect(error);
      if (isNotification) return null;
      return failed(request.id, error instanceof RpcError ? error : internalError());
    }
  }

  async #call(request: Request, session: Session): Promise<unknown> {
    const faults = this.#faults.meet(request.method);
    for (const fault of faults) {
      if (fault.name === "delay") await sleep(fault.ms);
      if (fault.name === "answerError") throw new RpcError(fault.code, fault.message, fault.data);
      if (fault.name === "dropConnection" && fault.when === "before") throw new CutConnection();
    }
    const method = this.#methods[request.method];
    if (method === undefined) throw methodNotFound();
    const result = method(new Params(request.params), session);
    if (faults.some((fault) => fault.name === "dropConnection")) throw new CutConnection();
    return result;
  }
}

const failed = (id: unknown, error: RpcError): Answer => ({ jsonrpc: "2.0", id, error: error.toWire() });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function toRequest(value: unknown): Request | null {
  if (!isObject(value) || value.jsonrpc !== "2.0" || typeof value.method !== "string") return null;
  const { id, method, params = [] } = value;
  const isId = id === undefined || id === null || typeof id === "number" || typeof id === "string";
  if (!isId) return null;
  if (!Array.isArray(params) && !isObject(params)) return null;
  return { id, method, params: Array.isArray(params) ? params : Object.values(params) };
}

const idOf = (value: unknown): unknown => {
  const id = isObject(value) ? value.id : null;
  return typeof id === "number" || typeof id === "string" ? id : null;
};
