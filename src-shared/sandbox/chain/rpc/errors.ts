import type { PoolRefusal } from "../node/pool.ts";
import type { Invalid } from "../runtime/validity.ts";

/** An answer that is an error, with the codes and words of a real node. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: string | undefined;

  constructor(code: number, message: string, data?: string) {
    super(message);
    this.code = code;
    this.data = data;
  }

  toWire(): { readonly code: number; readonly message: string; readonly data?: string } {
    const { code, message, data } = this;
    return data === undefined ? { code, message } : { code, message, data };
  }
}

export const parseError = (): RpcError => new RpcError(-32_700, "Parse error");
export const invalidRequest = (): RpcError => new RpcError(-32_600, "Invalid request");
export const methodNotFound = (): RpcError => new RpcError(-32_601, "Method not found");
export const invalidParams = (why: string): RpcError => new RpcError(-32_602, "Invalid params", why);
export const internalError = (): RpcError => new RpcError(-32_603, "Internal error");
export const tooManySubscriptions = (limit: number): RpcError =>
  new RpcError(-32_006, "Too many subscriptions on the connection", `Exceeded max limit of ${limit}`);

export const unknownBlock = (hash: string): RpcError =>
  new RpcError(4003, `Client error: UnknownBlock: Header was not found in the database: ${hash}`);
export const stateDiscarded = (hash: string): RpcError =>
  new RpcError(4003, `Client error: UnknownBlock: State already discarded for ${hash}`);
export const apiStateDiscarded = (hash: string): RpcError =>
  new RpcError(4003, `Client error: Api called for an unknown Block: State already discarded for ${hash}`);
export const noSuchExport = (name: string): RpcError =>
  new RpcError(4003, `Client error: Execution failed: Other: Exported method ${name} is not found`);
export const badArguments = (): RpcError =>
  new RpcError(
    4003,
    "Client error: Execution failed: Execution aborted due to trap: wasm trap: wasm `unreachable` instruction executed",
  );
export const countTooLarge = (count: number, limit: number): RpcError =>
  new RpcError(4002, `count exceeds maximum value. value: ${count}, max: ${limit}`);

export const badFormat = (): RpcError => new RpcError(1001, "Extrinsic has invalid format: Could not decode");
/** The runtime panics on bytes that are no extrinsic of its own. */
export const verificationFailed = (): RpcError =>
  new RpcError(
    1002,
    "Verification Error: Runtime error: Execution failed: Execution aborted due to trap: wasm trap: wasm `unreachable` instruction executed",
    'RuntimeApi("Execution failed: Execution aborted due to trap: wasm trap: wasm `unreachable` instruction executed")',
  );

const words: Readonly<Record<Exclude<Invalid, number>, string>> = {
  BadProof: "Transaction has a bad signature",
  BadSigner: "Invalid signing address",
  AncientBirthBlock: "Transaction has an ancient birth block",
  Stale: "Transaction is outdated",
  Payment: "Inability to pay some fees (e.g. account balance too low)",
};

export function poolError(refusal: PoolRefusal): RpcError {
  switch (refusal.kind) {
    case "invalid": {
      const { reason } = refusal;
      const data = typeof reason === "number" ? `Custom error: ${reason}` : words[reason];
      return new RpcError(1010, "Invalid Transaction", data);
    }
    case "banned":
      return new RpcError(1012, "Transaction is temporarily banned");
    case "alreadyImported":
      return new RpcError(1013, "Transaction Already Imported", refusal.hash);
    case "priorityTooLow":
      return new RpcError(
        1014,
        `Priority is too low: (${refusal.offered} vs ${refusal.present})`,
        "The transaction has too low priority to replace another transaction already in the pool.",
      );
    case "full":
      return new RpcError(
        1016,
        "Immediately Dropped",
        "The transaction couldn't enter the pool because of the limit",
      );
  }
}
