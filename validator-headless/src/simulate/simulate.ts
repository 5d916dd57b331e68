import { type CompetitionProfile, Draws, profileHash } from "../../../src-shared/competition/index.ts";
import { castMiners, type Miner, type MinerKind, minerKinds } from "./cast.ts";
import { settle } from "./consensus.ts";
import { LossModel, type LossTable } from "./losses.ts";
import { type Commitment, MinersPlay } from "./play-miners.ts";
import { SimulatedValidator, type Verdict } from "./simulated-validator.ts";

/** By validator: shares of the stake. None has half of it, so that no one is the consensus by itself. */
const STAKES = [0.35, 0.25, 0.2, 0.12, 0.08];

export interface SimulationSettings {
  readonly profile: CompetitionProfile;
  readonly epochs: number;
  readonly miners: number;
  readonly seed: string;
  /** Null: losses are generated. */
  readonly losses: LossTable | null;
}

export interface KindEarnings {
  readonly kind: MinerKind;
  readonly miners: number;
  /** The share of everything paid, 0 to 1. */
  readonly earned: number;
  /** What one of them gets on average, as a multiple of an equal share for everybody. */
  readonly fairShares: number;
}

export interface SimulationReport {
  readonly profile: { readonly id: string; readonly version: string; readonly hash: string };
  readonly rules: CompetitionProfile["rules"];
  readonly epochs: number;
  readonly miners: number;
  readonly validators: number;
  readonly seed: string;
  readonly kinds: readonly KindEarnings[];
  /** Judgements (a validator on a UID in an epoch) of datasets that are somebody else's earlier one, or nearly. */
  readonly duplicates: { readonly judged: number; readonly missed: number };
  /** Judgements of honest miners' datasets, and how many took one for a duplicate. */
  readonly honest: { readonly judged: number; readonly punished: number };
  readonly agreement: {
    /** Over all validators and epochs. */
    readonly meanVtrust: number;
    /** The mean of the validator that has the lowest. */
    readonly lowestVtrust: number;
    /** Epochs in which the validators agreed on nobody, so that nobody was paid. */
    readonly unpaidEpochs: number;
  };
}

/**
 * Plays a competition: honest and other miners over many epochs, judged by five validators with the functions of the
 * competition room, and paid by their consensus. The same settings give the same report.
 */
export function simulate(settings: SimulationSettings): SimulationReport {
  const { profile, epochs, seed } = settings;
  const miners = castMiners(settings.miners, new Draws(`${seed}:cast`));
  const losses = new LossModel(profile, settings.losses, seed);
  const play = new MinersPlay(profile, miners, losses, new Draws(`${seed}:play`));
  const validators = STAKES.map((_, index) => new SimulatedValidator(profile, losses, index, seed));
  const tally = new Tally(miners);
  let consensus: readonly number[] = miners.map(() => 0);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const commitments = play.commitments(epoch);
    const round = {
      epoch,
      size: miners.length,
      commitments,
      consensus,
    };
    const judgements = validators.map((validator) => validator.judge(round));
    const settlement = settle(
      STAKES,
      judgements.map(({ weights }) => weights),
    );
    consensus = settlement.consensus;
    tally.add(
      commitments,
      judgements.flatMap(({ verdicts }) => verdicts),
      settlement,
    );
  }
  return {
    profile: { id: profile.id, version: profile.version, hash: profileHash(profile) },
    rules: profile.rules,
    epochs,
    miners: miners.length,
    validators: STAKES.length,
    seed,
    ...tally.sums(),
  };
}

/** Counts up what happens. */
class Tally {
  readonly #miners: readonly Miner[];
  readonly #earned: number[];
  readonly #duplicates = { judged: 0, missed: 0 };
  readonly #honest = { judged: 0, punished: 0 };
  readonly #vtrusts = STAKES.map(() => 0);
  #epochs = 0;
  #unpaid = 0;

  constructor(miners: readonly Miner[]) {
    this.#miners = miners;
    this.#earned = miners.map(() => 0);
  }

  add(
    commitments: ReadonlyMap<number, Commitment>,
    verdicts: readonly Verdict[],
    { incentive, vtrust }: ReturnType<typeof settle>,
  ): void {
    this.#epochs++;
    if (incentive.every((share) => share === 0)) this.#unpaid++;
    for (const [uid, share] of incentive.entries()) this.#earned[uid] = (this.#earned[uid] as number) + share;
    for (const [index, value] of vtrust.entries())
      this.#vtrusts[index] = (this.#vtrusts[index] as number) + value;
    const originals = firstOfEachAuthor(commitments);
    for (const { uid, isDuplicate } of verdicts) {
      if (!originals.has(uid)) {
        this.#duplicates.judged++;
        if (!isDuplicate) this.#duplicates.missed++;
      }
      if (this.#miners[uid]?.kind === "honest") {
        this.#honest.judged++;
        if (isDuplicate) this.#honest.punished++;
      }
    }
  }

  sums(): Pick<SimulationReport, "kinds" | "duplicates" | "honest" | "agreement"> {
    const paid = sum(this.#earned);
    const kinds = minerKinds
      .map((kind) => ({ kind, members: this.#miners.filter((miner) => miner.kind === kind) }))
      .filter(({ members }) => members.length > 0)
      .map(({ kind, members }) => {
        const own = sum(members.map(({ uid }) => this.#earned[uid] as number));
        const earned = paid === 0 ? 0 : own / paid;
        return {
          kind,
          miners: members.length,
          earned,
          fairShares: (earned * this.#miners.length) / members.length,
        };
      });
    const means = this.#vtrusts.map((total) => total / this.#epochs);
    return {
      kinds,
      duplicates: this.#duplicates,
      honest: this.#honest,
      agreement: {
        meanVtrust: sum(means) / means.length,
        lowestVtrust: Math.min(...means),
        unpaidEpochs: this.#unpaid,
      },
    };
  }
}

/** UIDs that hold the earliest commitment of their dataset's author. */
function firstOfEachAuthor(commitments: ReadonlyMap<number, Commitment>): ReadonlySet<number> {
  const first = new Map<string, Commitment>();
  for (const commitment of commitments.values()) {
    const { author } = commitment.dataset;
    const other = first.get(author);
    const isEarlier =
      other === undefined ||
      commitment.block < other.block ||
      (commitment.block === other.block && commitment.uid < other.uid);
    if (isEarlier) first.set(author, commitment);
  }
  return new Set([...first.values()].map(({ uid }) => uid));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
