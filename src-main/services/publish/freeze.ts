import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { exportRow, parseJson, readRows } from "../../../src-shared/dataset/index.ts";
import type { Snapshot } from "./record.ts";

/** What is to be published: something that writes its rows, canonically, into a file. */
export interface SnapshotSource {
  writeTo(file: string): Promise<{ readonly rows: number }>;
}

/** A dataset file as a source: its rows written canonically, so that equal rows give equal bytes. */
export function fileSource(path: string): SnapshotSource {
  return {
    writeTo: async (target) => {
      const out = createWriteStream(target, { mode: 0o600 });
      await once(out, "open");
      let rows = 0;
      for await (const { items } of readRows(createReadStream(path), {
        container: "jsonl",
        form: "native",
        mapping: null,
      })) {
        for (const item of items) {
          const node = item.kind === "row" ? parseJson(item.json) : null;
          if (node === null || !node.ok) continue;
          rows++;
          if (!out.write(`${exportRow(node.value, "native").text}\n`)) await once(out, "drain");
        }
      }
      out.end();
      await once(out, "finish");
      return { rows };
    },
  };
}

/** Writes the source's rows down for good, under the sha256 of their bytes. */
export async function freeze(source: SnapshotSource, pathFor: (sha256: string) => string): Promise<Snapshot> {
  const unfinished = `${pathFor("unfinished")}.${randomUUID()}`;
  await mkdir(dirname(unfinished), { recursive: true });
  try {
    const { rows } = await source.writeTo(unfinished);
    const sha256 = await hashFile(unfinished);
    const { size } = await stat(unfinished);
    await rename(unfinished, pathFor(sha256));
    return { rows, sizeBytes: size, sha256 };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
