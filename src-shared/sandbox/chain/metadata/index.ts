import { type CommitmentRule, runtimes } from "./declarations/runtime.ts";
import { currentVersion } from "./declarations/version.ts";
import type { Constant, Pallet } from "./declare.ts";
import { encodeRuntime, type MetadataVersion, metadataVersions } from "./encode.ts";
import { encodeValue, type Value } from "./value.ts";

export { type CommitmentRule, type MetadataVersion, metadataVersions };

const encoded = new Map<string, Uint8Array>();

/**
 * The sandbox chain's metadata blob (magic number, version, SCALE body) in one of `metadataVersions`.
 * `rule` picks the runtime whose commitments are spaced out that way.
 */
export function encodeMetadata(version: MetadataVersion, rule: CommitmentRule = "spacePerEpoch"): Uint8Array {
  const key = `${version} ${rule}`;
  const blob = encoded.get(key) ?? encodeRuntime(runtimes[rule], version);
  encoded.set(key, blob);
  return blob;
}

/** What `state_getRuntimeVersion` answers. */
export const runtimeVersion = {
  specName: currentVersion.spec_name,
  implName: currentVersion.impl_name,
  authoringVersion: currentVersion.authoring_version,
  specVersion: currentVersion.spec_version,
  implVersion: currentVersion.impl_version,
  apis: currentVersion.apis,
  transactionVersion: currentVersion.transaction_version,
  systemVersion: currentVersion.system_version,
  stateVersion: currentVersion.system_version,
} as const;

/** SCALE bytes of what `Core_version` answers. */
export function encodeRuntimeVersion(): Uint8Array {
  return constantBytes("System", "Version");
}

export interface ModuleErrorIndex {
  /** The pallet's index. */
  readonly index: number;
  /** The error's index in its pallet. */
  readonly error: number;
}

/** Where `DispatchError::Module` finds an error. Throws where the pallet declares none of that name. */
export function moduleError(
  pallet: string,
  name: string,
  rule: CommitmentRule = "spacePerEpoch",
): ModuleErrorIndex {
  const owner = palletOf(pallet, rule);
  const error = owner.errors?.find((candidate) => candidate.name === name);
  if (error === undefined) throw new RangeError(`${pallet} declares no error ${name}`);
  return { index: owner.index, error: error.index };
}

/** A pallet's index on the wire. Throws where there is no such pallet. */
export function palletIndex(pallet: string): number {
  return palletOf(pallet, "spacePerEpoch").index;
}

/** A constant's value as it is declared. Throws where the pallet declares none of that name. */
export function constantValue(pallet: string, name: string): Value {
  return constantOf(pallet, name).value;
}

/** A constant's SCALE bytes. Throws where the pallet declares none of that name. */
export function constantBytes(pallet: string, name: string): Uint8Array {
  const constant = constantOf(pallet, name);
  return encodeValue(constant.type, constant.value);
}

function palletOf(name: string, rule: CommitmentRule): Pallet {
  const pallet = runtimes[rule].pallets.find((candidate) => candidate.name === name);
  if (pallet === undefined) throw new RangeError(`there is no pallet ${name}`);
  return pallet;
}

function constantOf(pallet: string, name: string): Constant {
  const owner = palletOf(pallet, "spacePerEpoch");
  const constant = owner.constants?.find((candidate) => candidate.name === name);
  if (constant === undefined) throw new RangeError(`${pallet} declares no constant ${name}`);
  return constant;
}
