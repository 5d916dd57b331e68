import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Handlers } from "../../../src-shared/contract/index.ts";
import {
  type AppEventListener,
  type AppServices,
  DownloadShelf,
  UploadShelf,
} from "../../services/app/index.ts";
import { startWebHost, type WebHost } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-web-"));
const uploads = new UploadShelf(join(dir, "uploads"));
const downloads = new DownloadShelf(join(dir, "downloads"));
const listeners = new Set<AppEventListener>();
const services: AppServices = {
  handlers: { "jobs.list": () => Promise.resolve([]) } as unknown as Handlers,
  onEvent: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  uploads,
  downloads,
  report: () => {},
  close: () => Promise.resolve(),
};
let host: WebHost;
let origin: string;

beforeAll(async () => {
  mkdirSync(join(dir, "screen", "assets"), { recursive: true });
  writeFileSync(join(dir, "screen", "index.html"), "<title>Assay</title>");
  writeFileSync(join(dir, "screen", "assets", "a.js"), "1");
  writeFileSync(join(dir, "secret.txt"), "not yours");
  host = await startWebHost({ services, screenDir: join(dir, "screen"), port: 0 });
  origin = `http://127.0.0.1:${host.port}`;
});

afterAll(async () => {
  await host.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = "GET", body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port: host.port, path, method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function signIn(): Promise<string> {
  const link = new URL(host.newLink());
  const { headers } = await ask(link.pathname + link.search);
  return String(headers["set-cookie"]?.[0]).split(";")[0] ?? "";
}

function openSocket(headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/channel`, { headers });
    socket.on("open", () => resolve(socket));
    socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => {});
  });
}

describe("the link", () => {
  test("opens the app once, with a cookie that scripts and other sites cannot use", async () => {
    const link = new URL(host.newLink());
    const first = await ask(link.pathname + link.search);
    expect(first.status).toBe(303);
    expect(String(first.headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await ask(link.pathname + link.search)).status).toBe(401);
  });

  test("stops working when a newer one was made", async () => {
    const older = new URL(host.newLink());
    host.newLink();
    expect((await ask(older.pathname + older.search)).status).toBe(401);
  });

  test.each(["/", "/index.html", "/assets/a.js", "/download/x"])("is needed for %s", async (path) => {
    expect((await ask(path)).status).toBe(401);
  });
});

describe("with a session", () => {
  test("serves the screen under a strict policy", async () => {
    const answer = await ask("/", { cookie: await signIn() });
    expect(answer).toMatchObject({ status: 200, body: "<title>Assay</title>" });
    expect(answer.headers["content-security-policy"]).toContain("script-src 'self'");
    expect(answer.headers["content-security-policy"]).not.toContain("unsafe-eval");
  });

  test.each(["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt"])(
    "does not let %s climb out",
    async (path) => {
      const answer = await ask(path, { cookie: await signIn() });
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain("not yours");
    },
  );

  test("refuses a foreign Host and a foreign Origin", async () => {
    const cookie = await signIn();
    expect((await ask("/", { cookie, host: "evil.example" })).status).toBe(403);
    expect((await ask("/", { cookie, origin: "https://evil.example" })).status).toBe(403);
  });

  test("takes an upload only from its own page, and keeps its bytes", async () => {
    const cookie = await signIn();
    expect((await ask("/upload", { cookie }, "POST", "x")).status).toBe(403);
    const answer = await ask(
      "/upload",
      { cookie, origin, "x-file-name": "../m%20y.jsonl" },
      "POST",
      '{"a":1}\n',
    );
    const upload = uploads.find((JSON.parse(answer.body) as { uploadId: string }).uploadId);
    expect(upload?.fileName).toBe("m y.jsonl");
    expect(readFileSync(upload?.path ?? "", "utf8")).toBe('{"a":1}\n');
  });

  test("hands out a download that was offered, under its name", async () => {
    const { id, path } = downloads.reserve();
    writeFileSync(path, "rows");
    downloads.offer(id, { path, fileName: "data.jsonl" });
    const answer = await ask(`/download/${id}`, { cookie: await signIn() });
    expect(answer).toMatchObject({ status: 200, body: "rows" });
    expect(answer.headers["content-disposition"]).toContain("data.jsonl");
  });
});

describe("the channel", () => {
  test("needs a session and our own origin", async () => {
    const cookie = await signIn();
    expect(await openSocket({ origin })).toBe(403);
    expect(await openSocket({ cookie })).toBe(403);
    expect(await openSocket({ cookie, origin: "https://evil.example" })).toBe(403);
  });

  test("answers requests, refuses malformed ones and passes events on", async () => {
    const socket = (await openSocket({ cookie: await signIn(), origin })) as WebSocket;
    const messages: unknown[] = [];
    const received = new Promise<void>((resolve) => {
      socket.on("message", (data) => {
        messages.push(JSON.parse(String(data)));
        if (messages.length === 4) resolve();
      });
    });
    socket.send(JSON.stringify({ id: 1, method: "jobs.list", params: {} }));
    socket.send(JSON.stringify({ id: 2, method: "constructor", params: {} }));
    socket.send(JSON.stringify({ id: 3, method: "jobs.cancel", params: { jobId: 7 } }));
    socket.send(JSON.stringify({ id: "four" }));
    for (const listener of listeners) listener("project.changed", null);
    await received;
    expect(messages).toContainEqual({ id: 1, ok: true, result: [] });
    expect(messages).toContainEqual({ event: "project.changed", payload: null });
    expect(
      messages.filter((m) => (m as { error?: { code: string } }).error?.code === "BadRequest"),
    ).toHaveLength(2);
    const closed = new Promise<number>((resolve) => {
      socket.on("close", resolve);
    });
    socket.send("{");
    expect(await closed).toBe(1003);
  });
});
