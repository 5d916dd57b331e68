import { join } from "node:path";
import { err, ok, type Result } from "../../../src-shared/contract/index.ts";
import { type FileLock, tryLock } from "../../../src-shared/system/index.ts";
import { SigningError } from "./errors.ts";

export interface LeaseRequest {
  /** The service's own folder first; in the others, such as the user's usual one, a lease is taken where that can be. */
  readonly folders: readonly [string, ...string[]];
  /** SS58 address. */
  readonly hotkey: string;
  /** What tells the network from others for ever: its genesis hash. */
  readonly network: string;
}

/**
 * The right to sign with a hotkey on a network, for one service of this machine at a time; the system takes it back when
 * the service ends, however it ends. Fails with `ServiceAlreadyRuns`.
 */
export function takeLease({ folders, hotkey, network }: LeaseRequest): Result<FileLock, SigningError> {
  const name = `${hotkey}-${network.replace(/^0x/, "").replaceAll(/[^\w]/g, "").slice(0, 16)}.lease`;
  const taken: FileLock[] = [];
  const release = (): void => {
    for (const lock of taken) lock.release();
  };
  for (const [index, folder] of [...new Set(folders)].entries()) {
    const lock =
      index === 0 ? tryLock(join(folder, "leases", name)) : lockWherePossible(join(folder, "leases", name));
    if (lock === "impossible") continue;
    if (lock === null) {
      release();
      return err(new SigningError("ServiceAlreadyRuns", { hotkey, network }));
    }
    taken.push(lock);
  }
  return ok({ release });
}

/** A service that is shut in by its system may not write to the user's folders. */
function lockWherePossible(file: string): FileLock | null | "impossible" {
  try {
    return tryLock(file);
  } catch {
    return "impossible";
  }
}
