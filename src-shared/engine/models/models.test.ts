import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHubClient } from "../../hub/index.ts";
import { fetchModel } from "./fetch-model.ts";
import { ModelShelf } from "./model-shelf.ts";

const REPO = "owner/model";
const REVISION = "a".repeat(40);
const WEIGHTS = Buffer.alloc(300_000, 7);
const CONTENTS: Record<string, Buffer> = {
  "config.json": Buffer.from("{}"),
  "tokenizer.json": Buffer.from("{}"),
  "model.safetensors": WEIGHTS,
  "README.md": Buffer.from("# a model"),
};
const freely = { signal: new AbortController().signal, onProgress: () => {} };

/** A hub's answers about one model, which can break off in the middle of the weights, or send something else. */
class ModelHub {
  breakAfterBytes: number | null = null;
  damaged = false;
  isGated = false;
  readonly ranges: (string | undefined)[] = [];
  readonly server: Server = createServer((request, response) => this.#answer(request, response));

  #open: ServerResponse | null = null;

  /** Ends what was begun and not finished. */
  drop(): void {
    this.#open?.destroy();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? "/", "http://hub").pathname;
    const json = (value: unknown): void => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    };
    if (path === `/api/models/${REPO}/revision/main`) {
      json({ sha: REVISION });
      return;
    }
    if (path === `/api/models/${REPO}/tree/${REVISION}`) {
      json(Object.keys(CONTENTS).map((name) => this.#entry(name)));
      return;
    }
    if (path === `/api/models/${REPO}/paths-info/${REVISION}`) {
      void text(request).then((body) =>
        json((JSON.parse(body).paths as string[]).map((name) => this.#entry(name))),
      );
      return;
    }
    const name = path.slice(`/${REPO}/resolve/${REVISION}/`.length);
    if (this.isGated) {
      response.writeHead(403, { "X-Error-Code": "GatedRepo" }).end();
      return;
    }
    this.#send(name, request, response);
  }

  #entry(path: string): object {
    const content = CONTENTS[path] as Buffer;
    const lfs = { oid: createHash("sha256").update(content).digest("hex"), size: content.length };
    return {
      type: "file",
      path,
      oid: "b".repeat(40),
      size: content.length,
      ...(path === "model.safetensors" && { lfs }),
    };
  }

  #send(name: string, request: IncomingMessage, response: ServerResponse): void {
    const content = CONTENTS[name];
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { range } = request.headers;
    if (name === "model.safetensors") this.ranges.push(range);
    const from = range === undefined ? 0 : Number(/bytes=(\d+)-/.exec(range)?.[1]);
    const body = this.damaged ? Buffer.alloc(content.length - from, 1) : content.subarray(from);
    response.writeHead(range === undefined ? 200 : 206, { "Content-Length": body.length });
    if (this.breakAfterBytes === null || name !== "model.safetensors") response.end(body);
    else {
      response.write(body.subarray(0, this.breakAfterBytes));
      this.#open = response;
    }
  }
}

let folder: string;
let hub: ModelHub;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-models-"));
  hub = new ModelHub();
  await new Promise<void>((resolve) => hub.server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await new Promise((resolve) => hub.server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const shelfIn = (limit?: number): ModelShelf => new ModelShelf("/resources", join(folder, "models"), limit);
const client = () => createHubClient({ endpoint: hub.url });

test("a model is fetched with just the files it needs, listed, and removed", async () => {
  const shelf = shelfIn();
  const steps: number[] = [];
  const control = { ...freely, onProgress: (done: number) => void steps.push(done) };
  expect(await fetchModel(shelf, client(), REPO, control)).toEqual({
    revision: REVISION,
    sizeBytes: 300_004,
  });
  const place = shelf.place(REPO);
  expect(readFileSync(join(place.folder ?? "", "model.safetensors"))).toEqual(WEIGHTS);
  expect(existsSync(join(place.folder ?? "", "README.md"))).toBe(false);
  expect(steps.at(-1)).toBe(300_004);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(shelf.stored()).toEqual([{ repo: REPO, revision: REVISION, sizeBytes: 300_004 }]);
  shelf.remove(REPO);
  expect(shelf.place(REPO).folder).toBeNull();
});

test("what a broken connection left is gone on with", async () => {
  const shelf = shelfIn();
  hub.breakAfterBytes = 100_000;
  const smallFiles = 4;
  const dropInTheMiddle = { ...freely, onProgress: (done: number) => done > smallFiles && hub.drop() };
  await expect(fetchModel(shelf, client(), REPO, dropInTheMiddle)).rejects.toMatchObject({
    code: "HubOffline",
  });
  expect(shelf.place(REPO).folder).toBeNull();
  hub.breakAfterBytes = null;
  await fetchModel(shelf, client(), REPO, freely);
  expect(hub.ranges[0]).toBeUndefined();
  expect(hub.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  expect(readFileSync(join(shelf.folderOf(REPO), "model.safetensors"))).toEqual(WEIGHTS);
});

test("weights that arrive damaged are thrown away, and fetched anew", async () => {
  const shelf = shelfIn();
  hub.damaged = true;
  await expect(fetchModel(shelf, client(), REPO, freely)).rejects.toMatchObject({ code: "ModelFileInvalid" });
  expect(shelf.place(REPO).folder).toBeNull();
  hub.damaged = false;
  await fetchModel(shelf, client(), REPO, freely);
  expect(hub.ranges).toEqual([undefined, undefined]);
});

test("a model that one must ask for says so, and one too large is refused before it is fetched", async () => {
  hub.isGated = true;
  await expect(fetchModel(shelfIn(), client(), REPO, freely)).rejects.toMatchObject({ code: "HubGated" });
  await expect(fetchModel(shelfIn(1_000), client(), REPO, freely)).rejects.toMatchObject({
    code: "ModelsFull",
  });
  expect(hub.ranges).toEqual([]);
});
