import type { CompetitionProfile, Draws } from "../../../src-shared/competition/index.ts";
import type { Miner } from "./cast.ts";
import { type Dataset, DatasetMaker } from "./dataset.ts";
import type { LossModel } from "./losses.ts";

export interface Commitment {
  readonly uid: number;
  readonly dataset: Dataset;
  readonly block: number;
  readonly isOutsideWindow: boolean;
}

/** UIDs of one sybil owner. */
const SYBIL_UIDS = 3;
const BLOCKS_OF_AN_EPOCH = 1000;
/** Parts of an epoch, from its first block: first come first, then who looks at them, then who changes its mind. */
const EARLY = { from: 0, to: 200 };
const AFTER_THEM = { from: 200, to: 300 };
const LAST = { from: 300, to: 400 };
/** When validators have read the commitments of the epoch. */
const TOO_LATE = { from: 900, to: 1000 };

/**
 * The miners' side: what stands on the chain in each epoch. In competitions by epochs a commitment stays; copies are made in
 * the epoch after the original. In daily ones everybody commits anew each day.
 */
export class MinersPlay {
  readonly #isDaily: boolean;
  readonly #miners: readonly Miner[];
  readonly #draws: Draws;
  readonly #maker: DatasetMaker;
  readonly #losses: LossModel;
  readonly #committed = new Map<number, Commitment>();

  constructor(
    profile: Pick<CompetitionProfile, "rows" | "schedule">,
    miners: readonly Miner[],
    losses: LossModel,
    draws: Draws,
  ) {
    this.#isDaily = profile.schedule.kind === "daily";
    this.#miners = miners;
    this.#draws = draws;
    this.#maker = new DatasetMaker(profile, draws);
    this.#losses = losses;
  }

  /** The commitments that validators find in an epoch, by UID. To be asked for epoch after epoch, from 0. */
  commitments(epoch: number): ReadonlyMap<number, Commitment> {
    if (epoch === 0 || this.#isDaily) {
      this.#commitOwn(epoch);
      this.#commitLate(epoch);
    }
    if (this.#isDaily || epoch === 1) this.#commitCopies(epoch);
    this.#commitAnew(epoch);
    const readUntil = firstBlock(epoch) + TOO_LATE.from;
    return new Map([...this.#committed].filter(([, { block }]) => block < readUntil));
  }

  #commitOwn(epoch: number): void {
    for (const { uid, place } of this.#of("honest")) {
      this.#commit(uid, epoch, EARLY, this.#own(uid, epoch, place));
    }
    const datasets = new Map<number, Dataset>();
    for (const { uid, place } of this.#of("sybil")) {
      const owner = Math.floor(place / SYBIL_UIDS);
      const first = datasets.get(owner);
      const dataset =
        first === undefined ? this.#drawn(uid, epoch) : this.#maker.varied(name(uid, epoch), first);
      if (first === undefined) datasets.set(owner, dataset);
      this.#commit(uid, epoch, EARLY, dataset);
    }
  }

  #commitLate(epoch: number): void {
    for (const { uid } of this.#of("late")) {
      const dataset = this.#drawn(uid, epoch);
      // Before the day's window opens, or when the epoch's commitments were read.
      if (this.#isDaily) this.#commit(uid, epoch - 1, TOO_LATE, dataset, true);
      else this.#commit(uid, epoch, TOO_LATE, dataset);
    }
  }

  #commitCopies(epoch: number): void {
    const best = this.#of("honest")
      .map(({ uid }) => this.#committed.get(uid)?.dataset as Dataset)
      .sort((a, b) => b.skill - a.skill);
    for (const kind of ["copying", "shuffled"] as const) {
      for (const { uid, place } of this.#of(kind)) {
        const original = best[place % best.length];
        if (original === undefined) continue;
        const dataset = kind === "copying" ? original : this.#maker.shuffled(name(uid, epoch), original);
        this.#commit(uid, epoch, AFTER_THEM, dataset);
      }
    }
  }

  #commitAnew(epoch: number): void {
    for (const { uid } of this.#of("re-committing")) {
      const last = this.#isDaily ? undefined : this.#committed.get(uid)?.dataset;
      const dataset =
        last === undefined ? this.#drawn(uid, epoch) : this.#maker.varied(name(uid, epoch), last);
      this.#commit(uid, epoch, LAST, dataset);
    }
  }

  #own(uid: number, epoch: number, place: number): Dataset {
    return this.#maker.make(name(uid, epoch), this.#losses.skill(place, this.#draws));
  }

  #drawn(uid: number, epoch: number): Dataset {
    return this.#maker.make(name(uid, epoch), { skill: this.#draws.normal(), table: null });
  }

  #commit(
    uid: number,
    epoch: number,
    { from, to }: typeof EARLY,
    dataset: Dataset,
    isOutsideWindow = false,
  ): void {
    const block = firstBlock(epoch) + from + this.#draws.below(to - from);
    this.#committed.set(uid, { uid, dataset, block, isOutsideWindow });
  }

  #of(kind: Miner["kind"]): Miner[] {
    return this.#miners.filter((miner) => miner.kind === kind);
  }
}

/** Before the first epoch there is one more, in which the day's late ones can commit. */
const firstBlock = (epoch: number): number => (epoch + 1) * BLOCKS_OF_AN_EPOCH;
const name = (uid: number, epoch: number): string => `${uid}/${epoch}`;
