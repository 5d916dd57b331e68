import {
  AssayError,
  parseRequest,
  requestMessageSchema,
  type ServerMessage,
  type WireError,
} from "../../../src-shared/contract/index.ts";
import type { AppServices } from "./app-services.ts";

/** The services' end of a duplex pipe, whatever carries it. */
export interface ServerPipe {
  send(message: ServerMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/**
 * Answers one screen: every request is checked against the contract before a handler sees it, and what a handler
 * throws reaches the screen only as a code from the catalogue.
 * @param report told about errors that are faults of ours
 */
export function serveChannel(
  services: Pick<AppServices, "handlers" | "onEvent">,
  pipe: ServerPipe,
  report: (what: string, error: unknown) => void,
): void {
  const unsubscribe = services.onEvent((event, payload) => pipe.send({ event, payload }));
  pipe.onClose(unsubscribe);
  pipe.onMessage((raw) => {
    const message = requestMessageSchema.safeParse(raw);
    if (!message.success) return;
    const { id, method, params } = message.data;
    const request = parseRequest(method, params);
    if (!request.ok) {
      pipe.send({ id, ok: false, error: badRequest(request.what) });
      return;
    }
    const handler = services.handlers[request.method] as (params: unknown) => Promise<unknown>;
    handler(request.params).then(
      (result) => pipe.send({ id, ok: true, result }),
      (error: unknown) => pipe.send({ id, ok: false, error: toWireError(request.method, error, report) }),
    );
  });
}

function toWireError(
  method: string,
  error: unknown,
  report: (what: string, error: unknown) => void,
): WireError {
  if (error instanceof AssayError) return error.toWire();
  report(`${method} failed`, error);
  return { code: "Internal", message: "Internal", details: { what: `${method} failed` } };
}

const badRequest = (what: string): WireError => ({
  code: "BadRequest",
  message: "BadRequest",
  details: { what },
});
