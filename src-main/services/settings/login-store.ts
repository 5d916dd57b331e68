import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SecretBox } from "../host/index.ts";

const SAFE_NAME = /[^a-z0-9-]/gi;

/**
 * Hub tokens, one a network. They are kept on disk only where a SecretBox protects them; elsewhere they live as
 * long as this process.
 */
export class LoginStore {
  readonly #dir: string;
  readonly #box: SecretBox;
  readonly #inMemory = new Map<string, string>();

  constructor(dir: string, box: SecretBox) {
    this.#dir = dir;
    this.#box = box;
  }

  get keepsAtRest(): boolean {
    return this.#box.isProtected;
  }

  /** The token for a network, or null; also null where the sealed one cannot be opened any more. */
  async read(networkId: string): Promise<string | null> {
    const remembered = this.#inMemory.get(networkId);
    if (remembered !== undefined) return remembered;
    if (!this.#box.isProtected) return null;
    const token = await this.#readSealed(networkId);
    if (token !== null) this.#inMemory.set(networkId, token);
    return token;
  }

  async save(networkId: string, token: string): Promise<void> {
    this.#inMemory.set(networkId, token);
    if (!this.#box.isProtected) return;
    const file = this.#file(networkId);
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, await this.#box.seal(token), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  forget(networkId: string): void {
    this.#inMemory.delete(networkId);
    rmSync(this.#file(networkId), { force: true });
  }

  async #readSealed(networkId: string): Promise<string | null> {
    try {
      return await this.#box.open(readFileSync(this.#file(networkId)));
    } catch {
      return null;
    }
  }

  #file(networkId: string): string {
    return join(this.#dir, `${networkId.replace(SAFE_NAME, "_")}.sealed`);
  }
}
