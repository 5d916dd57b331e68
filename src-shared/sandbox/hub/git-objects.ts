import { createHash } from "node:crypto";

/** A file in a commit's tree. */
export interface TreeFile {
  readonly path: string;
  /** Id of the git blob: of the content itself, or of the pointer that stands for a large file. */
  readonly oid: string;
  readonly sizeBytes: number;
  /** sha256 of the content: the name under which it is stored. */
  readonly sha256: string;
  readonly isLfs: boolean;
}

const objectId = (kind: "blob" | "tree" | "commit", body: Uint8Array): string =>
  createHash("sha1").update(`${kind} ${body.length}\0`).update(body).digest("hex");

/** Id of a git blob (git-scm.com, "Git Internals - Git Objects"). */
export const blobId = (content: Uint8Array): string => objectId("blob", content);

/** What git stores in place of a large file (git-lfs specification, "The Pointer"). */
export const lfsPointer = (sha256: string, sizeBytes: number): Uint8Array =>
  Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${sizeBytes}\n`);

/** Id of the tree of all files, with its folders as trees of their own. */
export function treeId(files: readonly TreeFile[]): string {
  const entries = new Map<string, { mode: string; oid: string }>();
  const folders = new Map<string, TreeFile[]>();
  for (const file of files) {
    const [head = "", ...rest] = file.path.split("/");
    if (rest.length === 0) entries.set(head, { mode: "100644", oid: file.oid });
    else {
      const inside = folders.get(head) ?? [];
      inside.push({ ...file, path: rest.join("/") });
      folders.set(head, inside);
    }
  }
  for (const [name, inside] of folders) entries.set(name, { mode: "40000", oid: treeId(inside) });
  const sortKey = (name: string): string => (entries.get(name)?.mode === "40000" ? `${name}/` : name);
  const body = [...entries.keys()]
    .sort((a, b) => Buffer.compare(Buffer.from(sortKey(a)), Buffer.from(sortKey(b))))
    .map((name) => {
      const { mode, oid } = entries.get(name) as { mode: string; oid: string };
      return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]);
    });
  return objectId("tree", Buffer.concat(body));
}

/** Id of a commit. */
export function commitId(commit: {
  readonly tree: string;
  readonly parent: string | null;
  readonly author: string;
  readonly at: Date;
  readonly message: string;
}): string {
  const who = `${commit.author} <${commit.author}@users.noreply.sandbox> ${Math.floor(commit.at.getTime() / 1000)} +0000`;
  const parent = commit.parent === null ? "" : `parent ${commit.parent}\n`;
  return objectId(
    "commit",
    Buffer.from(`tree ${commit.tree}\n${parent}author ${who}\ncommitter ${who}\n\n${commit.message}\n`),
  );
}
