import type { HubRequest } from "./context.ts";
import type { XetPermit } from "./signed-links.ts";
import type { Repo } from "./store.ts";

const TOKEN_SECONDS = 900;

export interface XetToken {
  readonly accessToken: string;
  readonly expiresAt: number;
  readonly casUrl: string;
}

/** A token for the chunks of a repository's large files (huggingface.co/docs/xet/auth). */
export function issueXetToken(
  { links, origin, store }: HubRequest,
  repo: Repo,
  scope: XetPermit["scope"],
): XetToken {
  const expiresAt = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
  const accessToken = links.xetToken({ repo: repo.id, scope, expiresAt });
  // Clients remember what a Xet store has by its address: so the address names this hub and not just its port.
  return { accessToken, expiresAt, casUrl: `${origin}/xet/${store.id}` };
}

export const xetHeaders = ({ accessToken, expiresAt, casUrl }: XetToken): Record<string, string> => ({
  "X-Xet-Cas-Url": casUrl,
  "X-Xet-Access-Token": accessToken,
  "X-Xet-Token-Expiration": String(expiresAt),
});
