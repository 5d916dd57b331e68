import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open as openHandle, rename, rm } from "node:fs/promises";
import type { Phrase } from "../../../../src-shared/contract/index.ts";
import { type ExportForm, exportRow, headingOf, Losses } from "../../../../src-shared/dataset/index.ts";
import { connectToRead } from "../connection.ts";
import { readNode } from "../writing/derive.ts";
import type { JobControl } from "../writing/writer-thread.ts";

const SLICE_ROWS = 200;

export interface Exported {
  readonly rows: number;
  readonly sizeBytes: number;
  /** In hex. */
  readonly sha256: string;
  /** What the form could not keep. */
  readonly lost: readonly Phrase[];
}

/**
 * Writes rows of a project, all or those of given ids, in the order of the file, whole or not at all. The bytes are those of one moment, whatever is
 * changed while they are written: a read transaction on a connection of its own sees to that.
 */
export async function exportFile(
  project: string,
  file: string,
  form: ExportForm,
  { signal, onProgress }: JobControl,
  only: ReadonlySet<number> | null = null,
): Promise<Exported> {
  const unfinished = `${file}.${randomUUID()}.part`;
  const db = connectToRead(project);
  const out = createWriteStream(unfinished, { mode: 0o600 });
  const hash = createHash("sha256");
  const lost = new Losses();
  let sizeBytes = 0;
  const write = (text: string): boolean => {
    const bytes = Buffer.from(text, "utf8");
    hash.update(bytes);
    sizeBytes += bytes.length;
    return out.write(bytes);
  };
  try {
    await once(out, "open");
    db.exec("BEGIN");
    const all = db.prepare("SELECT id FROM rows ORDER BY position, id").pluck().all() as number[];
    const ids = only === null ? all : all.filter((id) => only.has(id));
    const heading = headingOf(form);
    if (heading !== null) write(`${heading}\n`);
    const jsonOf = db.prepare("SELECT json FROM rows WHERE id = ?").pluck();
    for (let at = 0; at < ids.length; at += SLICE_ROWS) {
      signal.throwIfAborted();
      let text = "";
      for (const id of ids.slice(at, at + SLICE_ROWS)) {
        const exported = exportRow(readNode(String(jsonOf.get(id))), form);
        text += `${exported.text}\n`;
        for (const loss of exported.lost) lost.add(loss);
      }
      if (!write(text)) await once(out, "drain");
      onProgress(Math.min(ids.length, at + SLICE_ROWS), ids.length);
    }
    out.end();
    await once(out, "finish");
    await syncFile(unfinished);
    await rename(unfinished, file);
    return { rows: ids.length, sizeBytes, sha256: hash.digest("hex"), lost: lost.all };
  } catch (error) {
    out.destroy();
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    db.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await openHandle(path, "r+");
  await handle.sync();
  await handle.close();
}
