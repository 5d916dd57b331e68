import {
  type Constant,
  hasherOrder,
  type Pallet,
  type Runtime,
  type RuntimeApi,
  type StorageEntry,
} from "./declare.ts";
import { outerEnum, palletEnum } from "./outer.ts";
import { TypeRegistry } from "./registry.ts";
import { ScaleWriter } from "./scale.ts";
import { type Type, tuple } from "./types.ts";
import { encodeValue, encodeZero } from "./value.ts";

export const metadataVersions = [14, 15, 16] as const;
export type MetadataVersion = (typeof metadataVersions)[number];

/** The magic number that opens every metadata blob: "meta". */
const magic = new TextEncoder().encode("meta");
/** The version of signed extrinsics that the runtime takes, and the one of general transactions. */
const extrinsicVersions = [4, 5] as const;
const notDeprecated = 0;

/** The metadata blob of a runtime, as `state_getMetadata` and `Metadata_metadata_at_version` carry it (frame-metadata). */
export function encodeRuntime(runtime: Runtime, version: MetadataVersion): Uint8Array {
  const body = new ScaleWriter();
  const types = new TypeRegistry((which) => outerEnum(runtime, which));
  new MetadataWriter(body, types, version).runtime(runtime);
  const whole = new ScaleWriter().raw(magic).u8(version);
  types.write(whole);
  return whole.raw(body.finish()).finish();
}

class MetadataWriter {
  readonly #out: ScaleWriter;
  readonly #types: TypeRegistry;
  readonly #version: MetadataVersion;

  constructor(out: ScaleWriter, types: TypeRegistry, version: MetadataVersion) {
    this.#out = out;
    this.#types = types;
    this.#version = version;
  }

  runtime(runtime: Runtime): void {
    this.#out.list(runtime.pallets, (pallet) => this.#pallet(pallet));
    this.#extrinsic(runtime);
    if (this.#version < 16) this.#type(runtime.type);
    if (this.#version === 14) return;
    this.#out.list(runtime.apis, (api) => this.#api(api));
    for (const which of ["RuntimeCall", "RuntimeEvent", "RuntimeError"] as const)
      this.#type({ kind: "outer", which });
    const customValues = 0;
    this.#out.compact(customValues);
  }

  #type(type: Type): void {
    this.#out.compact(this.#types.numberOf(type));
  }

  #docs(): void {
    this.#out.compact(0);
  }

  /** Since V16 every item says whether it is deprecated; ours never are. */
  #itemStatus(): void {
    if (this.#version >= 16) this.#out.u8(notDeprecated);
  }

  #pallet(pallet: Pallet): void {
    const out = this.#out;
    out.text(pallet.name);
    out.option(pallet.storage, (entries) => {
      out.text(pallet.name).list(entries, (entry) => this.#storage(entry));
    });
    this.#palletEnum(palletEnum(pallet, "Call"));
    this.#palletEnum(palletEnum(pallet, "Event"));
    out.list(pallet.constants ?? [], (constant) => this.#constant(constant));
    this.#palletEnum(palletEnum(pallet, "Error"));
    if (this.#version >= 16) {
      const associatedTypes = 0;
      const viewFunctions = 0;
      out.compact(associatedTypes).compact(viewFunctions);
    }
    out.u8(pallet.index);
    if (this.#version >= 15) this.#docs();
    this.#itemStatus();
  }

  #palletEnum(type: Type | null): void {
    this.#out.option(type, (present) => {
      this.#type(present);
      const deprecatedVariants = 0;
      if (this.#version >= 16) this.#out.compact(deprecatedVariants);
    });
  }

  #storage(entry: StorageEntry): void {
    const out = this.#out;
    out.text(entry.name).u8(entry.optional ? 0 : 1);
    if (entry.keys.length === 0) {
      out.u8(0);
    } else {
      const [first] = entry.keys;
      const keyTypes = entry.keys.map((key) => key.type);
      out.u8(1).list(entry.keys, (key) => out.u8(hasherOrder.indexOf(key.hasher)));
      this.#type(entry.keys.length === 1 && first !== undefined ? first.type : tuple(...keyTypes));
    }
    this.#type(entry.value);
    out.bytes(storageDefault(entry));
    this.#docs();
    this.#itemStatus();
  }

  #constant(constant: Constant): void {
    this.#out.text(constant.name);
    this.#type(constant.type);
    this.#out.bytes(encodeValue(constant.type, constant.value));
    this.#docs();
    this.#itemStatus();
  }

  #extrinsic(runtime: Runtime): void {
    const out = this.#out;
    const { address, signature, extra, type } = runtime.extrinsic;
    if (this.#version === 14) this.#type(type);
    if (this.#version < 16) {
      out.u8(extrinsicVersions[0]);
    } else {
      out.list(extrinsicVersions, (version) => out.u8(version));
    }
    if (this.#version >= 15) {
      for (const part of [address, { kind: "outer", which: "RuntimeCall" } as const, signature])
        this.#type(part);
    }
    if (this.#version === 15) this.#type(extra);
    if (this.#version >= 16) {
      const extensionVersion = 0;
      out.compact(1).u8(extensionVersion);
      out.list([...runtime.extensions.keys()], (place) => out.compact(place));
    }
    out.list(runtime.extensions, (extension) => {
      out.text(extension.identifier);
      this.#type(extension.type);
      this.#type(extension.implicit);
    });
  }

  #api(api: RuntimeApi): void {
    const out = this.#out;
    out.text(api.name).list(api.methods, (method) => {
      out.text(method.name).list(method.inputs, (input) => {
        out.text(input.name);
        this.#type(input.type);
      });
      this.#type(method.output);
      this.#docs();
      this.#itemStatus();
    });
    this.#docs();
    if (this.#version >= 16) out.compact(api.version);
    this.#itemStatus();
  }
}

/** What the entry answers where nothing was set, as SCALE bytes; one zero byte (`None`) for optional entries. */
export function storageDefault(entry: StorageEntry): Uint8Array {
  if (entry.optional) return Uint8Array.of(0);
  return entry.default === undefined ? encodeZero(entry.value) : encodeValue(entry.value, entry.default);
}
