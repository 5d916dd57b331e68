import { createHash, randomUUID } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Contents as files named by their sha256. */
export class Blobs {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  has(sha256: string): boolean {
    return existsSync(this.#path(sha256));
  }

  sizeOf(sha256: string): number {
    return statSync(this.#path(sha256)).size;
  }

  put(content: Uint8Array): string {
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (!this.has(sha256)) {
      const unfinished = join(this.#dir, randomUUID());
      writeFileSync(unfinished, content);
      renameSync(unfinished, this.#path(sha256));
    }
    return sha256;
  }

  /** Keeps a stream's bytes and answers their sha256 and size. Rejects when it breaks off or grows over the limit. */
  async receive(bytes: Readable, maxBytes: number): Promise<{ sha256: string; sizeBytes: number }> {
    const unfinished = join(this.#dir, randomUUID());
    const hash = createHash("sha256");
    let sizeBytes = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        hash.update(chunk);
        if (sizeBytes > maxBytes) done(new TooLarge());
        else done(null, chunk);
      },
    });
    try {
      await pipeline(bytes, meter, createWriteStream(unfinished));
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
    const sha256 = hash.digest("hex");
    renameSync(unfinished, this.#path(sha256));
    return { sha256, sizeBytes };
  }

  read(sha256: string): Buffer {
    return readFileSync(this.#path(sha256));
  }

  stream(sha256: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.#path(sha256), range);
  }

  #path(sha256: string): string {
    return join(this.#dir, sha256);
  }
}

export class TooLarge extends Error {}
