import type { Banding } from "../signature/banding.ts";
import type { WorkMeter } from "./work-meter.ts";

const CHUNK_BITS = 12;
const CHUNK_ROWS = 2 ** CHUNK_BITS;
const WITHIN_CHUNK = CHUNK_ROWS - 1;
const NOT_A_LEADER = -1;

/** The band hashes of many rows, to find those that share one. */
export class BandTable {
  readonly #banding: Banding;
  /** Each holds `CHUNK_ROWS` rows, band after band, so that a band is read in one go and growing copies nothing. */
  readonly #chunks: Uint32Array[] = [];
  #rows = 0;

  constructor(banding: Banding) {
    this.#banding = banding;
  }

  get banding(): Banding {
    return this.#banding;
  }

  get bands(): number {
    return this.#banding.bands;
  }

  /** @param hashes one a band, see `bandHashes`; none for a row that has no shingle */
  add(hashes: Uint32Array): void {
    const { bands } = this.#banding;
    const within = this.#rows++ % CHUNK_ROWS;
    if (within === 0) this.#chunks.push(new Uint32Array(bands << CHUNK_BITS));
    const chunk = this.#chunks.at(-1)!;
    for (let band = 0; band < bands; band++) chunk[(band << CHUNK_BITS) + within] = hashes[band] ?? 0;
  }

  /**
   * Calls `visit` once for every bucket of at least two rows that share the hash of a band, band after band. The array
   * handed over is reused.
   * @param rows the rows to look at, as numbered by `add`
   */
  forEachBucket(
    rows: Int32Array,
    meter: WorkMeter,
    visit: (members: readonly number[], band: number) => void,
  ): void {
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, rows.length * 2))));
    const shift = 32 - Math.log2(slots.length);
    const mask = slots.length - 1;
    const hashes = new Uint32Array(rows.length);
    const nextInBucket = new Int32Array(rows.length);
    const lastInBucket = new Int32Array(rows.length);
    const members: number[] = [];
    for (let band = 0; band < this.bands; band++) {
      slots.fill(-1);
      nextInBucket.fill(-1);
      this.#readBand(band, rows, hashes);
      for (let i = 0; i < rows.length; i++) {
        const hash = hashes[i]!;
        let slot = Math.imul(hash, 0x9e3779b1) >>> shift;
        while (slots[slot] !== -1 && hashes[slots[slot]!] !== hash) slot = (slot + 1) & mask;
        const leader = slots[slot]!;
        if (leader === -1) {
          slots[slot] = i;
          lastInBucket[i] = i;
        } else {
          nextInBucket[lastInBucket[leader]!] = i;
          lastInBucket[leader] = i;
          lastInBucket[i] = NOT_A_LEADER;
        }
      }
      for (let leader = 0; leader < rows.length; leader++) {
        meter.advance(1);
        if (lastInBucket[leader]! <= leader) continue;
        members.length = 0;
        for (let i = leader; i !== -1; i = nextInBucket[i]!) members.push(rows[i]!);
        visit(members, band);
      }
    }
  }

  /** Whether two rows share the hash of any band before this one. */
  haveMetBefore(band: number, a: number, b: number): boolean {
    const left = this.#chunks[a >>> CHUNK_BITS]!;
    const right = this.#chunks[b >>> CHUNK_BITS]!;
    for (let earlier = 0; earlier < band; earlier++) {
      const at = earlier << CHUNK_BITS;
      if (left[at + (a & WITHIN_CHUNK)] === right[at + (b & WITHIN_CHUNK)]) return true;
    }
    return false;
  }

  #readBand(band: number, rows: Int32Array, hashes: Uint32Array): void {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      hashes[i] = this.#chunks[row >>> CHUNK_BITS]![(band << CHUNK_BITS) + (row & WITHIN_CHUNK)]!;
    }
  }
}
