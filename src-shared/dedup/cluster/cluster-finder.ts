import { bandHashes, bandingFor } from "../signature/banding.ts";
import { createSigner, type Signer } from "../signature/signer.ts";
import { SIGNATURE_BYTES, SIGNATURE_SIZE } from "../signature/size.ts";
import { BandTable } from "./band-table.ts";
import { type Cluster, clusterKind, DEFAULT_THRESHOLD, isThreshold } from "./cluster.ts";
import { firstOfEqualRows } from "./equal-rows.ts";
import { joinByBands, joinByRareShingles, type NearSearch } from "./near-rows.ts";
import { ShingleCache } from "./shingle-cache.ts";
import { UnionFind } from "./union-find.ts";
import { type OnProgress, WorkMeter } from "./work-meter.ts";

export interface ClusterFinderOptions {
  /** Least Jaccard similarity of near-duplicates, above 0 and at most 1. Default: 0.8. */
  readonly threshold?: number;
}

const VISITS_BY_RARE_SHINGLES = 2;
const FIRST_CAPACITY = 256;
const NO_HASHES = new Uint32Array(0);
/** A value that no signature has of a row with a shingle: the minimum of nothing, in every place. */
const NOTHING_SIGNED = 0xffffffff;

/**
 * Finds the duplicate clusters of rows that come one by one and are not kept: about 120 bytes a row at a threshold of
 * 0.8, and a bounded number of shingle sets while clusters are worked out.
 *
 * Equal texts collapse first. Of the others with three words or more, signatures find candidates (a pair exactly at
 * the threshold is missed with probability `MISS_BOUND` at most) and every candidate is verified by the shingles
 * themselves before it joins.
 */
export class ClusterFinder {
  readonly #threshold: number;
  /** Null where the threshold is too low for signatures to help. */
  readonly #bands: BandTable | null;
  readonly #values = new Uint32Array(SIGNATURE_SIZE);
  readonly #bytes = new Uint8Array(this.#values.buffer);
  #signer: Signer | null = null;
  #keys = new Float64Array(FIRST_CAPACITY);
  #hasShingles = new Uint8Array(FIRST_CAPACITY);
  #rows = 0;

  /** @throws RangeError when the threshold is not above 0 and at most 1 */
  constructor({ threshold = DEFAULT_THRESHOLD }: ClusterFinderOptions = {}) {
    if (!isThreshold(threshold)) throw new RangeError("The threshold must be above 0 and at most 1.");
    this.#threshold = threshold;
    const banding = bandingFor(threshold);
    this.#bands = banding === null ? null : new BandTable(banding);
  }

  /** How many rows were added. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes one row by its text (see `normaliseRow`), which is not kept.
   * @returns the row's index
   */
  add(normalisedText: string): number {
    this.#signer ??= createSigner();
    return this.#enterSigned(this.#signer.signInto(normalisedText, this.#values));
  }

  /**
   * Takes one row that was signed before, as `Signer.sign` answered then.
   * @param signature 512 bytes, which are not kept
   * @returns the row's index
   * @throws RangeError when the signature has another size
   */
  addSigned(exactKey: number, signature: Uint8Array): number {
    if (signature.length !== SIGNATURE_BYTES) {
      throw new RangeError(`A signature has ${SIGNATURE_BYTES} bytes.`);
    }
    this.#bytes.set(signature);
    return this.#enterSigned(exactKey);
  }

  /**
   * Takes one row of which only the hashes of its bands were kept.
   * @param hashes as `bandHashes` answered for the banding of this threshold; null for a row without a shingle
   * @returns the row's index
   * @throws RangeError when there are not as many hashes as bands
   */
  addHashed(exactKey: number, hashes: Uint32Array | null): number {
    if (hashes !== null && this.#bands !== null && hashes.length !== this.#bands.bands) {
      throw new RangeError(`This threshold takes ${this.#bands.bands} hashes.`);
    }
    return this.#enter(exactKey, hashes);
  }

  /**
   * The clusters of all rows added so far, ordered by their first member.
   * @param textOf the normalised text of a row by its index, the same as it was signed; asked only for rows that may
   *   have a duplicate, for some of them more than once
   * @throws what `textOf` or `onProgress` throws; the rows are still there then
   */
  clusters(
    textOf: (row: number) => string,
    { onProgress }: { readonly onProgress?: OnProgress } = {},
  ): Cluster[] {
    const meter = new WorkMeter(
      this.#rows * (1 + (this.#bands?.bands ?? 0) + VISITS_BY_RARE_SHINGLES),
      onProgress,
    );
    const firsts = firstOfEqualRows(this.#keys.subarray(0, this.#rows), textOf, meter);
    const clusters = new UnionFind(this.#rows);
    firsts.forEach((first, row) => {
      clusters.join(first, row);
    });
    const candidates = this.#candidates(firsts);
    const { setOf } = new ShingleCache(textOf, meter);
    const search: NearSearch = { setOf, threshold: this.#threshold, clusters, meter };
    if (this.#bands === null) joinByRareShingles(candidates, search);
    else joinByBands(this.#bands, candidates, search);
    meter.finish();
    return clusters.components().map((members) => ({
      members,
      kind: clusterKind(members.map((row) => firsts[row]!)),
    }));
  }

  /** Rows that may have near-duplicates: one of each text with a shingle. */
  #candidates(firsts: Int32Array): Int32Array {
    return firsts.filter((first, row) => first === row && this.#hasShingles[row] === 1);
  }

  #enterSigned(exactKey: number): number {
    const hasShingles = this.#values.some((value) => value !== NOTHING_SIGNED);
    return this.#enter(exactKey, hasShingles ? this.#hashes() : null);
  }

  #hashes(): Uint32Array {
    return this.#bands === null ? NO_HASHES : bandHashes(this.#values, this.#bands.banding);
  }

  #enter(exactKey: number, hashes: Uint32Array | null): number {
    const row = this.#rows++;
    if (row === this.#keys.length) {
      this.#keys = widened(this.#keys, new Float64Array(row * 2));
      this.#hasShingles = widened(this.#hasShingles, new Uint8Array(row * 2));
    }
    this.#keys[row] = exactKey;
    this.#hasShingles[row] = hashes === null ? 0 : 1;
    this.#bands?.add(hashes ?? NO_HASHES);
    return row;
  }
}

function widened<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
