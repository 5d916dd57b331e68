import { AssayError, type ChainErrorCode, err, ok, type Result } from "../contract/index.ts";

export class ChainError extends AssayError<ChainErrorCode | "Cancelled"> {}

/** The room's insides throw `ChainError`; its door answers it. Anything else is a programmer's error and goes on. */
export async function answer<T>(work: () => Promise<T>): Promise<Result<T, ChainError>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof ChainError) return err(error);
    throw error;
  }
}
