import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import type { RowsReference } from "../contract.ts";
import type { EvaluationBoard } from "./board.ts";
import { QueueError } from "./errors.ts";

/** Rows that are not there are laid out again by whoever waits for them, with its next look. */
const ASK_AGAIN_MS = 1_000;
const ASKS = 30;

/** The rows that a worker holds on its disk: those of the job at hand, each file under the hash of its bytes. */
export class PayloadFolder {
  readonly #folder: string;
  readonly #board: EvaluationBoard;

  constructor(folder: string, board: EvaluationBoard) {
    this.#folder = folder;
    this.#board = board;
  }

  /**
   * Fetches rows unless they are here. Rejects with a `QueueError`: `PayloadMissing` where nobody lays them out,
   * `PayloadDamaged` where they are not those of this hash; with an `AbortError` when it is called off.
   */
  async fetch(hash: string, signal: AbortSignal): Promise<RowsReference> {
    const file = join(this.#folder, hash);
    if (existsSync(file)) return { hash, file };
    const bytes = await this.#ask(hash, signal);
    if (createHash("sha256").update(bytes).digest("hex") !== hash)
      throw new QueueError("PayloadDamaged", { hash });
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const arriving = join(this.#folder, `arriving-${randomUUID()}`);
    await writeFile(arriving, bytes, { mode: 0o600 });
    await rename(arriving, file);
    return { hash, file };
  }

  /** Removes all files but these, so that a worker holds no more than a job needs. */
  async keepOnly(hashes: readonly string[]): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const others = names.filter((name) => !hashes.includes(name));
    await Promise.all(others.map((name) => rm(join(this.#folder, name), { force: true })));
  }

  async #ask(hash: string, signal: AbortSignal): Promise<Buffer> {
    for (let ask = 1; ask <= ASKS; ask++) {
      const bytes = await this.#board.payload(hash);
      if (bytes !== null) return bytes;
      await after(ASK_AGAIN_MS, undefined, { signal });
    }
    throw new QueueError("PayloadMissing", { hash });
  }
}
