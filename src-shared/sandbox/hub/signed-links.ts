import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Links to stored bytes that carry their own permission, as the real hub's storage hands out. */
export class SignedLinks {
  readonly #key = randomBytes(32);

  /**
   * Where the bytes are. Like the real hub's storage it is another host, so that clients take their token off:
   * loopback's other name.
   */
  link(origin: string, sha256: string): string {
    const url = new URL(`/lfs-storage/${sha256}`, origin);
    url.hostname = url.hostname === "localhost" ? "127.0.0.1" : "localhost";
    url.searchParams.set("signature", this.#sign(sha256));
    return url.href;
  }

  isValid(url: URL, sha256: string): boolean {
    const given = Buffer.from(url.searchParams.get("signature") ?? "");
    const expected = Buffer.from(this.#sign(sha256));
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #sign(sha256: string): string {
    return createHmac("sha256", this.#key).update(sha256).digest("hex");
  }
}
