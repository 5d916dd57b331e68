import type { IncomingMessage, ServerResponse } from "node:http";

/** A refusal as the real hub words it: a status, a code in the headers and a sentence in the body. */
export class HubRefusal extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    code: string | null = null,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(200, { "Content-Type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify(value));
}

export function sendRefusal(response: ServerResponse, { status, message, code, headers }: HubRefusal): void {
  response
    .writeHead(status, {
      "Content-Type": "application/json; charset=utf-8",
      "X-Error-Message": message.replace(/[^\x20-\x7e]/g, " "),
      ...(code === null ? {} : { "X-Error-Code": code }),
      ...headers,
    })
    .end(JSON.stringify({ error: message }));
}

/** A part of an address as text; refused where its percent signs make no sense. */
export function pathText(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    throw new HubRefusal(400, "The address is malformed.");
  }
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

export async function readBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const chunk = part as Buffer;
    size += chunk.length;
    if (size > maxBytes) throw new HubRefusal(413, "The request is too large.");
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

export async function readJsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const body = await readBody(request);
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Answered below like any other body that is no object.
  }
  throw new HubRefusal(400, "The request's body is no JSON object.");
}
