import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { redisServerPath } from "../../../../scripts/needs.ts";

const READY = /Ready to accept connections/;

/** A Redis of the test's own, which keeps what it was given when it is ended and started again. */
export class RedisServer {
  readonly password = "planted-pass/word";
  readonly #folder = mkdtempSync(join(tmpdir(), "assay-redis-"));
  readonly #port: number;
  readonly #isEncrypted: boolean;
  #process: ChildProcess | null = null;

  private constructor(port: number, isEncrypted: boolean) {
    this.#port = port;
    this.#isEncrypted = isEncrypted;
  }

  /** @param isEncrypted speaks TLS alone, with a certificate from an authority of its own (`caFile`) */
  static async start({ isEncrypted = false } = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), isEncrypted);
    if (isEncrypted) server.#makeCertificate();
    await server.start();
    return server;
  }

  get url(): string {
    return this.urlWith(this.password);
  }

  get caFile(): string {
    return join(this.#folder, "cert.pem");
  }

  urlWith(password: string): string {
    const protocol = this.#isEncrypted ? "rediss" : "redis";
    return `${protocol}://:${encodeURIComponent(password)}@localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = redisServerPath();
    if (server === null) throw new Error("there is no redis-server");
    const port = String(this.#port);
    const files = ["--tls-cert-file", this.caFile, "--tls-key-file", join(this.#folder, "key.pem")];
    const tls = ["--port", "0", "--tls-port", port, "--tls-auth-clients", "no", ...files];
    const child = spawn(
      server,
      [
        ...(this.#isEncrypted ? tls : ["--port", port]),
        ...["--bind", "127.0.0.1", "--dir", this.#folder, "--requirepass", this.password],
        ...["--appendonly", "yes", "--appendfsync", "always", "--save", ""],
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    this.#process = child;
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.on("line", (line) => READY.test(line) && resolve());
      child.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
    });
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null) return;
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #makeCertificate(): void {
    const files = ["-keyout", join(this.#folder, "key.pem"), "-out", this.caFile];
    const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...kind, ...name, ...files], { stdio: "ignore" });
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
