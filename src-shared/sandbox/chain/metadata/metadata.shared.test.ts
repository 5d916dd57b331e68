import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Metadata, TypeRegistry } from "@polkadot/types";
import type { MetadataLatest, PortableType } from "@polkadot/types/interfaces";
import { u8aToHex } from "@polkadot/util";
import { describe, expect, it } from "vitest";
import { sharedDir } from "../../../../scripts/needs.ts";
import { encodeMetadata, metadataVersions } from "./index.ts";

/** Every entry of a runtime that a client can name, described by the structure of its types: docs and ids left out. */
type Entries = ReadonlyMap<string, string>;

/**
 * Gives structurally equal types of different registries the same number. The runtime's outer enumerations contain
 * themselves and hold only the pallets that are there, so that they count as equal by their path.
 */
class StructureNumbers {
  readonly #numbers = new Map<string, number>();

  of(shape: unknown): number {
    const key = JSON.stringify(shape);
    const known = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, known);
    return known;
  }
}

function describeRuntime(bytes: Uint8Array, numbers: StructureNumbers): Entries {
  const decoded = new Metadata(new TypeRegistry(), u8aToHex(bytes));
  const metadata = decoded.asLatest;
  const structure = structures(metadata, numbers);
  const entries = new Map<string, string>();
  const add = (name: string, ...facts: readonly unknown[]) => entries.set(name, JSON.stringify(facts));
  const variantsOf = (id: number) => metadata.lookup.getSiType(id).def.asVariant.variants;

  for (const pallet of metadata.pallets) {
    const name = pallet.name.toString();
    add(`pallet ${name}`, pallet.index.toNumber());
    for (const item of pallet.storage.unwrapOr(null)?.items ?? []) {
      const shape = item.type.isPlain
        ? structure(item.type.asPlain.toNumber())
        : {
            hashers: item.type.asMap.hashers.map((hasher) => hasher.type),
            key: structure(item.type.asMap.key.toNumber()),
            value: structure(item.type.asMap.value.toNumber()),
          };
      add(`storage ${name}.${item.name}`, item.modifier.type, shape, item.fallback.toHex());
    }
    for (const [kind, section] of [
      ["call", pallet.calls],
      ["event", pallet.events],
      ["error", pallet.errors],
    ] as const) {
      for (const variant of section.isSome ? variantsOf(section.unwrap().type.toNumber()) : []) {
        const fields = variant.fields.map((field) => [field.name.toJSON(), structure(field.type.toNumber())]);
        add(`${kind} ${name}.${variant.name}`, variant.index.toNumber(), fields);
      }
    }
    for (const constant of pallet.constants) {
      const isVersion = name === "System" && constant.name.toString() === "Version";
      const value = isVersion ? "names the runtime APIs that are there" : constant.value.toHex();
      add(`constant ${name}.${constant.name}`, structure(constant.type.toNumber()), value);
    }
  }
  for (const api of metadata.apis) {
    for (const method of api.methods) {
      const inputs = method.inputs.map((input) => [input.name.toString(), structure(input.type.toNumber())]);
      add(`runtime API ${api.name}.${method.name}`, inputs, structure(method.output.toNumber()));
    }
    const { version } = api as typeof api & { readonly version?: { toNumber(): number } };
    add(`runtime API ${api.name}`, version?.toNumber());
  }
  const { extrinsic } = metadata;
  add("extrinsic address", structure(extrinsic.addressType.toNumber()));
  add("extrinsic signature", structure(extrinsic.signatureType.toNumber()));
  add("extrinsic versions", extrinsic.versions.toHex(), extrinsic.transactionExtensionsByVersion.toHex());
  add(
    "extrinsic extensions",
    extensionsOf(decoded).map(([identifier, type, implicit]) => [
      identifier,
      structure(type),
      structure(implicit),
    ]),
  );
  return entries;
}

/** Read from the version as it came: polkadot-js loses the implicit types where it converts V14 and V15. */
function extensionsOf(decoded: Metadata): readonly (readonly [string, number, number])[] {
  if (decoded.version >= 16)
    return decoded.asV16.extrinsic.transactionExtensions.map((extension) => [
      extension.identifier.toString(),
      extension.type.toNumber(),
      extension.implicit.toNumber(),
    ]);
  const { extrinsic } = decoded.version === 15 ? decoded.asV15 : decoded.asV14;
  return extrinsic.signedExtensions.map((extension) => [
    extension.identifier.toString(),
    extension.type.toNumber(),
    extension.additionalSigned.toNumber(),
  ]);
}

function structures(metadata: MetadataLatest, numbers: StructureNumbers): (id: number) => number {
  const known = new Map<number, number>();
  const types: readonly PortableType[] = [...metadata.lookup.types];
  const structure = (id: number): number => {
    const done = known.get(id);
    if (done !== undefined) return done;
    const number = numbers.of(shapeOf(id));
    known.set(id, number);
    return number;
  };
  const shapeOf = (id: number): unknown => {
    const { path, params, def } = types[id]!.type;
    const name = path.map(String).join("::");
    if (/_runtime::Runtime(Call|Event|Error)$/.test(name)) return name;
    const shownParams = params.map((param) => [
      param.name.toString(),
      param.type.isSome ? structure(param.type.unwrap().toNumber()) : null,
    ]);
    return [name, shownParams, def.type, shapeOfDef(def)];
  };
  const shapeOfDef = (def: PortableType["type"]["def"]): unknown => {
    const fields = (list: typeof def.asComposite.fields) =>
      list.map((field) => [field.name.toJSON(), structure(field.type.toNumber())]);
    if (def.isComposite) return fields(def.asComposite.fields);
    if (def.isVariant)
      return def.asVariant.variants.map((variant) => [
        variant.name.toString(),
        variant.index.toNumber(),
        fields(variant.fields),
      ]);
    if (def.isSequence) return structure(def.asSequence.type.toNumber());
    if (def.isArray) return [structure(def.asArray.type.toNumber()), def.asArray.len.toNumber()];
    if (def.isTuple) return def.asTuple.map((part) => structure(part.toNumber()));
    if (def.isCompact) return structure(def.asCompact.type.toNumber());
    if (def.isPrimitive) return def.asPrimitive.type;
    throw new Error(`unexpected kind of type: ${def.type}`);
  };
  return structure;
}

const shared = sharedDir();

describe.skipIf(shared === null)("the sandbox's metadata beside the live chain's", () => {
  it.each(metadataVersions)("equals it entry by entry as V%i", (version) => {
    const numbers = new StructureNumbers();
    const live = describeRuntime(
      readFileSync(join(shared!, "chain", "finney-spec424-metadata-v16.scale")),
      numbers,
    );
    const ours = describeRuntime(encodeMetadata(version), numbers);
    const onlySince16 = (name: string) => /^(runtime API \w+|extrinsic versions)$/.test(name);

    const compared = [...ours].filter(([name]) => version >= 16 || !onlySince16(name));
    const different = compared.filter(([name, facts]) => live.get(name) !== facts);
    const counts = countByKind(compared.map(([name]) => name));
    console.log(`V${version}: ${compared.length} of the live chain's ${live.size} entries compared`, counts);

    expect(different.map(([name, facts]) => ({ name, ours: facts, live: live.get(name) }))).toEqual([]);
    expect(counts).toMatchObject({ call: expect.any(Number), storage: expect.any(Number) });
    if (version >= 15) expect(counts["runtime API"]).toBeGreaterThan(50);
  });

  it("differs in nothing but the commitments' spacing where the older rule is chosen", () => {
    const numbers = new StructureNumbers();
    const today = describeRuntime(encodeMetadata(16), numbers);
    const older = describeRuntime(encodeMetadata(16, "interval"), numbers);
    const names = new Set([...today.keys(), ...older.keys()]);
    const different = [...names].filter((name) => today.get(name) !== older.get(name));

    expect(different.sort()).toEqual([
      "call Commitments.set_max_space",
      "call Commitments.set_rate_limit",
      "constant Commitments.DefaultRateLimit",
      "error Commitments.CommitmentSetRateLimitExceeded",
      "error Commitments.SpaceLimitExceeded",
      "error Commitments.UnexpectedUnreserveLeftover",
      "storage Commitments.MaxSpace",
      "storage Commitments.RateLimit",
      "storage Commitments.UsedSpaceOf",
    ]);
  });
});

function countByKind(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    const kind = /^(runtime API|\w+)/.exec(name)![1]!;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
