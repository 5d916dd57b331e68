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
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

export class TooLarge extends Error {}

/** The bytes that came in are not the ones that were announced. */
export class OtherBytes extends Error {}

/** Contents as files named by what identifies them: whole files by their sha256, xorbs by their Xet hash. */
export class Blobs {
  readonly #files: string;
  readonly #xorbs: string;
  /** What is still coming in; nothing of it outlives the process. */
  readonly #incoming: string;

  constructor(dir: string) {
    this.#files = join(dir, "blobs");
    this.#xorbs = join(dir, "xorbs");
    this.#incoming = join(dir, "incoming");
    rmSync(this.#incoming, { recursive: true, force: true });
    for (const folder of [this.#files, this.#xorbs, this.#incoming]) mkdirSync(folder, { recursive: true });
  }

  has(sha256: string): boolean {
    return existsSync(join(this.#files, sha256));
  }

  sizeOf(sha256: string): number {
    return statSync(join(this.#files, sha256)).size;
  }

  put(content: Uint8Array): string {
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (!this.has(sha256)) this.#writeWhole(join(this.#files, sha256), content);
    return sha256;
  }

  /**
   * Keeps a stream's bytes under the sha256 that was announced and answers their size. Rejects with `OtherBytes` when
   * they have another one, with `TooLarge` over the limit, and when the stream breaks off.
   */
  async receive(bytes: Readable, sha256: string, maxBytes: number): Promise<number> {
    const unfinished = join(this.#incoming, randomUUID());
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
      if (hash.digest("hex") !== sha256) throw new OtherBytes();
      renameSync(unfinished, join(this.#files, sha256));
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
    return sizeBytes;
  }

  stream(sha256: string, range?: { start: number; end: number }): Readable {
    return createReadStream(join(this.#files, sha256), range);
  }

  /** Keeps a part of a large upload until the whole is put together; answers a tag of its bytes. */
  putPart(upload: string, part: number, content: Uint8Array): string {
    this.#writeWhole(this.#part(upload, part), content);
    return createHash("md5").update(content).digest("hex");
  }

  /** Puts the parts together under the announced sha256; like `receive` where they are something else. */
  async joinParts(
    upload: string,
    parts: readonly number[],
    sha256: string,
    maxBytes: number,
  ): Promise<number> {
    const paths = parts.map((part) => this.#part(upload, part));
    async function* bytes(): AsyncGenerator<Buffer> {
      for (const path of paths) for await (const chunk of createReadStream(path)) yield chunk as Buffer;
    }
    if (!paths.every((path) => existsSync(path))) throw new OtherBytes();
    const size = await this.receive(Readable.from(bytes()), sha256, maxBytes);
    for (const path of paths) rmSync(path, { force: true });
    return size;
  }

  hasXorb(hash: string): boolean {
    return existsSync(join(this.#xorbs, hash));
  }

  putXorb(hash: string, content: Uint8Array): void {
    this.#writeWhole(join(this.#xorbs, hash), content);
  }

  readXorb(hash: string): Buffer {
    return readFileSync(join(this.#xorbs, hash));
  }

  #part(upload: string, part: number): string {
    return join(this.#incoming, `${upload}-${part}`);
  }

  #writeWhole(path: string, content: Uint8Array): void {
    const unfinished = join(this.#incoming, randomUUID());
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  }
}
