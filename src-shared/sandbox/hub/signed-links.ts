import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What an upload link permits: these bytes into that repository. */
export interface UploadPermit {
  readonly repo: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Number of the part where the upload goes in parts, else 0. */
  readonly part: number;
}

/** What a Xet token permits, and until when (seconds since 1970). */
export interface XetPermit {
  readonly repo: number;
  readonly scope: "read" | "write";
  readonly expiresAt: number;
}

/**
 * Links and tokens that carry their own permission, as the real hub's storage hands out. They are signed with a key
 * that lives as long as the process: those who hold an old one ask for a new one.
 */
export class SignedLinks {
  readonly #key = randomBytes(32);

  /**
   * Where a file's bytes are. Like the real hub's storage it is another host, so that clients take their token off:
   * loopback's other name.
   */
  download(origin: string, sha256: string): string {
    const url = new URL(`/lfs-storage/${sha256}`, origin);
    url.hostname = url.hostname === "localhost" ? "127.0.0.1" : "localhost";
    url.searchParams.set("signature", this.#sign("download", sha256));
    return url.href;
  }

  mayDownload(url: URL, sha256: string): boolean {
    return isEqual(url.searchParams.get("signature"), this.#sign("download", sha256));
  }

  upload(origin: string, permit: UploadPermit): string {
    const url = new URL(`/lfs-upload/${permit.repo}/${permit.sha256}`, origin);
    url.searchParams.set("size", String(permit.sizeBytes));
    if (permit.part > 0) url.searchParams.set("part", String(permit.part));
    url.searchParams.set("signature", this.#sign("upload", JSON.stringify(permitFields(permit))));
    return url.href;
  }

  /** The permission that an upload link carries; null where it was not given out. */
  uploadPermit(url: URL, repo: string, sha256: string): UploadPermit | null {
    const permit = {
      repo: Number(repo),
      sha256,
      sizeBytes: Number(url.searchParams.get("size")),
      part: Number(url.searchParams.get("part") ?? 0),
    };
    const signature = this.#sign("upload", JSON.stringify(permitFields(permit)));
    return isEqual(url.searchParams.get("signature"), signature) ? permit : null;
  }

  xetToken(permit: XetPermit): string {
    const body = Buffer.from(JSON.stringify(permit)).toString("base64url");
    return `xet_${body}.${this.#sign("xet", body)}`;
  }

  /** The permission that a Xet token carries; null where it was not given out or its time is over. */
  xetPermit(token: string | undefined): XetPermit | null {
    const [, body = "", signature = ""] = /^xet_([\w-]+)\.([0-9a-f]+)$/.exec(token ?? "") ?? [];
    if (!isEqual(signature, this.#sign("xet", body))) return null;
    const permit = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as XetPermit;
    return permit.expiresAt * 1000 > Date.now() ? permit : null;
  }

  #sign(purpose: string, text: string): string {
    return createHmac("sha256", this.#key).update(`${purpose}\0${text}`).digest("hex");
  }
}

const permitFields = ({ repo, sha256, sizeBytes, part }: UploadPermit): unknown[] => [
  repo,
  sha256,
  sizeBytes,
  part,
];

function isEqual(given: string | null, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
