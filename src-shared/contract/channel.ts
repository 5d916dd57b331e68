import { AssayError } from "./errors/index.ts";
import {
  type EventName,
  type EventPayload,
  events,
  isEventName,
  isMethodName,
  type MethodName,
  methods,
  type ParamsOf,
  type RequestMessage,
  type ResultOf,
  type ServerMessage,
  serverMessageSchema,
} from "./protocol.ts";

/** A duplex pipe of structured-clone or JSON values: MessagePort in the desktop host, WebSocket in `serve`. */
export interface Pipe {
  send(message: RequestMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** The screen's side of the channel. */
export interface ServiceClient {
  /** Rejects with an AssayError whose code is in the catalogue. */
  call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}

/** Speaks the contract over a pipe. Answers and events that break the contract are refused. */
export function createServiceClient(pipe: Pipe): ServiceClient {
  let nextId = 1;
  const waiting = new Map<number, { method: MethodName; settle: (message: ServerMessage) => void }>();
  const listeners = new Map<EventName, Set<(payload: never) => void>>();

  pipe.onMessage((raw) => {
    const parsed = serverMessageSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if ("event" in message) deliver(message.event, message.payload);
    else {
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      call?.settle(message);
    }
  });
  pipe.onClose(() => {
    for (const [id, call] of waiting) call.settle({ id, ok: false, error: connectionLost });
    waiting.clear();
  });

  function deliver(event: string, payload: unknown): void {
    if (!isEventName(event)) return;
    const parsed = events[event].safeParse(payload);
    if (!parsed.success) return;
    for (const listener of listeners.get(event) ?? []) listener(parsed.data as never);
  }

  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, {
          method,
          settle: (message) => {
            if ("event" in message) return;
            if (!message.ok) {
              const { code, details, message: text } = message.error;
              reject(new AssayError(code, details, { message: text }));
              return;
            }
            const result = methods[method].result.safeParse(message.result);
            if (result.success) resolve(result.data as never);
            else reject(new AssayError("Internal", { what: `the answer to ${method} has a wrong shape` }));
          },
        });
        pipe.send({ id, method, params });
      }),
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener as (payload: never) => void);
      return () => void set.delete(listener as (payload: never) => void);
    },
  };
}

const connectionLost = { code: "ConnectionToServicesLost", message: "connection lost", details: {} };

/** Reads the parameters of a request, or says what is wrong with them. */
export function parseRequest(
  method: string,
  params: unknown,
): { ok: true; method: MethodName; params: unknown } | { ok: false; what: string } {
  if (!isMethodName(method))
    return { ok: false, what: `there is no method ${JSON.stringify(method.slice(0, 60))}` };
  const parsed = methods[method].params.safeParse(params);
  if (parsed.success) return { ok: true, method, params: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") ?? "";
  return {
    ok: false,
    what: `${method}: ${where === "" ? "" : `${where}: `}${issue?.message ?? "wrong parameters"}`,
  };
}
