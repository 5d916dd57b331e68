import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unwrap } from "../../contract/index.ts";
import type { HubClient } from "../../hub/index.ts";
import { EngineError } from "../errors.ts";
import type { ModelShelf } from "./model-shelf.ts";

interface Control {
  readonly signal: AbortSignal;
  /** A commit, a branch or a tag; default `main`. */
  readonly revision?: string;
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
}

export interface Fetched {
  readonly revision: string;
  readonly sizeBytes: number;
}

const INDEX = "model.safetensors.index.json";
const TOKENIZER = "tokenizer.json";
const NEEDED = ["config.json", TOKENIZER];
/** No single file of a model that Assay can train is larger. */
const MAX_FILE_BYTES = 64 * 1024 ** 3;

/**
 * Fetches a model's files at the commit that a revision stands for now, checks what the hub has a checksum of, and marks the
 * folder as complete last. What a broken connection left is gone on with at the next try.
 * Fails with a `HubError`, with `ModelFileMissing`, `ModelFileInvalid` or `ModelsFull`.
 */
export function fetchModel(
  shelf: ModelShelf,
  hub: HubClient,
  repo: string,
  control: Control,
): Promise<Fetched> {
  return fetchInto(shelf.folderOf(repo), hub, repo, control, (listed) => {
    const wanted = wantedFiles(repo, listed);
    shelf.makeSureItFits(repo, sumOf(wanted));
    return wanted;
  });
}

/** The same for a model's tokenizer alone: some megabytes, for counting tokens. */
export function fetchTokenizer(
  shelf: ModelShelf,
  hub: HubClient,
  repo: string,
  control: Control,
): Promise<Fetched> {
  return fetchInto(shelf.tokenizerFolderOf(repo), hub, repo, control, (listed) => {
    const wanted = listed.filter(({ path }) => path === TOKENIZER);
    if (wanted.length === 0) throw new EngineError("ModelFileMissing", { folder: repo, file: TOKENIZER });
    return wanted;
  });
}

async function fetchInto(
  folder: string,
  hub: HubClient,
  repo: string,
  { signal, onProgress, revision: asked = "main" }: Control,
  choose: (listed: readonly ListedFile[]) => readonly ListedFile[],
): Promise<Fetched> {
  const of = { kind: "model", repo, signal } as const;
  const { sha: revision } = unwrap(await hub.head({ ...of, revision: asked }));
  const listed = unwrap(await hub.files({ ...of, revision }));
  const files = choose(listed);
  const sizeBytes = sumOf(files);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(join(folder, "complete"), { force: true });
  let done = 0;
  for (const { path, sizeBytes: size } of files) {
    const toFile = join(folder, path);
    const info = unwrap(await hub.fileInfo({ ...of, revision, path }));
    // Under a name of its revision, so that parts of two revisions are never put together.
    const arriving = join(folder, `${revision.slice(0, 12)}-${path}`);
    if ((await sizeOf(arriving)) !== size) {
      const request = { ...of, revision, path, toFile: arriving, maxBytes: MAX_FILE_BYTES, canResume: true };
      const before = done;
      const got = unwrap(
        await hub.download({ ...request, onProgress: (bytes) => onProgress(before + bytes, sizeBytes) }),
      );
      if (info.sha256 !== null && got.sha256 !== info.sha256) {
        await rm(arriving, { force: true });
        throw new EngineError("ModelFileInvalid", { file: path, what: "it arrived damaged" });
      }
    }
    done += size;
    onProgress(done, sizeBytes);
    await rename(arriving, toFile);
  }
  await writeFile(join(folder, "complete"), `${JSON.stringify({ repo, revision, sizeBytes })}\n`);
  return { revision, sizeBytes };
}

interface ListedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

const sumOf = (files: readonly ListedFile[]): number => files.reduce((sum, file) => sum + file.sizeBytes, 0);

function wantedFiles(repo: string, listed: readonly ListedFile[]): ListedFile[] {
  const isSharded = listed.some(({ path }) => path === INDEX);
  const missing = [...NEEDED, ...(isSharded ? [] : ["model.safetensors"])].find(
    (name) => !listed.some(({ path }) => path === name),
  );
  if (missing !== undefined) throw new EngineError("ModelFileMissing", { folder: repo, file: missing });
  const isWeights = isSharded ? /^model-\d+-of-\d+\.safetensors$/ : /^model\.safetensors$/;
  return listed.filter(({ path }) => NEEDED.includes(path) || path === INDEX || isWeights.test(path));
}

const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ size }) => size,
    () => null,
  );
