import type { ChainClient, Metagraph, Neuron } from "../../../src-shared/chain/index.ts";
import { describeError } from "../../../src-shared/contract/index.ts";
import { isPractice } from "../config/index.ts";
import { findSecondSigner } from "../keys/index.ts";
import type { ChainReads, DoctorContext } from "./context.ts";
import { bad, doubt, type Finding, failed, good, skipped } from "./finding.ts";

type Needs<K extends keyof DoctorContext> = Pick<DoctorContext, K>;
type Chain = Pick<ChainClient, ChainReads>;

const RAO = 1e9;
/** A block's time is that of its making, so the newest may be a block old. */
const CLOCK_TOLERANCE_MS = 30_000;
const CLOCK_WRONG_MS = 300_000;

const tao = (rao: bigint): string =>
  `${(Number(rao) / RAO).toLocaleString("en", { maximumFractionDigits: 1 })} TAO`;

export function checkChain({ chain }: Needs<"chain">): Finding {
  if (!chain.ok) return failed("chain", chain.error);
  const { endpoint, specVersion, chain: name } = chain.value.info();
  return good("chain", `${name} at ${endpoint}, runtime ${specVersion}`);
}

/** Everything that is asked of one subnet. */
export async function checkSubnet(
  context: Needs<"chain" | "config" | "hotkey" | "known" | "now">,
): Promise<readonly Finding[]> {
  const { chain, config, hotkey } = context;
  if (!chain.ok) return [skipped("subnet", "no chain answers")];
  const metagraph = await chain.value.metagraph({ netuid: config.netuid });
  if (!metagraph.ok) return [failed("subnet", metagraph.error)];
  const own = hotkey.ok
    ? (metagraph.value.neurons.find((neuron) => neuron.hotkey === hotkey.value) ?? null)
    : null;
  return [
    good(
      "subnet",
      `${config.netuid} with ${metagraph.value.neurons.length} UIDs, tempo ${metagraph.value.tempo}`,
    ),
    hotkey.ok ? checkRegistration(config.netuid, hotkey.value, own) : failed("hotkey", hotkey.error),
    ...(own === null
      ? []
      : [
          checkPermit(own),
          checkSigner(own, context.known),
          await checkTrust(chain.value, config.netuid, own),
        ]),
    ...(await checkRules(chain.value, context, metagraph.value, own)),
    isPractice(config)
      ? skipped("clock", "a sandbox keeps its own time")
      : await checkClock(chain.value, context.now),
  ];
}

function checkRegistration(netuid: number, hotkey: string, own: Neuron | null): Finding {
  if (own !== null) return good("registration", `UID ${own.uid} since block ${own.registeredAt}`);
  const { sentence, mend } = describeError("NotRegistered", { hotkey, netuid });
  return bad("registration", sentence, mend);
}

function checkPermit({ validatorPermit }: Neuron): Finding {
  if (validatorPermit) return good("validator permit", "the hotkey may set weights for others");
  return bad(
    "validator permit",
    "the hotkey has none, so the chain refuses its weights",
    "Permits go to the hotkeys with the most stake: add stake, and wait for the next epoch.",
  );
}

function checkSigner(
  { hotkey, lastUpdate, registeredAt }: Neuron,
  { signing }: DoctorContext["known"],
): Finding {
  const title = "second signer";
  if (signing === null)
    return skipped(title, `this store knows of no weights yet; the chain's last are of block ${lastUpdate}`);
  const finding = findSecondSigner({ hotkey, lastUpdate, registeredAt, ...signing });
  if (finding.kind === "second-signer") return failed(title, finding.error);
  if (finding.kind === "undecided") return skipped(title, "weights are under way");
  return good(title, `nobody else set weights; the last are of block ${lastUpdate}`);
}

async function checkTrust(chain: Chain, netuid: number, { uid }: Neuron): Promise<Finding> {
  const trust = await chain.validatorTrust({ netuid, uid });
  if (!trust.ok) return failed("vtrust", trust.error, "warn");
  const says = trust.value.toFixed(3);
  if (trust.value === 0)
    return doubt(
      "vtrust",
      says,
      "It is 0 until weights counted in an epoch; afterwards compare profile, eval set and precision with other validators.",
    );
  return trust.value < 0.5
    ? doubt("vtrust", says, "Others score otherwise: compare profile, eval set and precision with them.")
    : good("vtrust", says);
}

async function checkRules(
  chain: Chain,
  { config }: Needs<"config">,
  { netuid }: Metagraph,
  own: Neuron | null,
): Promise<readonly Finding[]> {
  const read = await chain.subnetRules({ netuid });
  if (!read.ok) return [failed("weights", read.error)];
  const {
    stakeThresholdRao,
    weightsVersionKey,
    commitReveal,
    commitRevealVersion,
    revealPeriodEpochs,
    ...rules
  } = read.value;
  const mode = !commitReveal ? "plain" : commitRevealVersion === null ? "commit-reveal" : "timelocked";
  const expected = config.profile.value.weights.mode;
  const how = `${mode}${commitReveal ? `, revealed after ${revealPeriodEpochs} epochs` : ""}, every ${rules.weightsRateLimitBlocks} blocks at most, at least ${rules.minAllowedWeights}`;
  const stake =
    own === null
      ? []
      : [
          own.stakeRao >= stakeThresholdRao
            ? good("stake", `${tao(own.stakeRao)}; ${tao(stakeThresholdRao)} are needed`)
            : bad(
                "stake",
                `${tao(own.stakeRao)}; ${tao(stakeThresholdRao)} are needed`,
                "Add stake to the hotkey.",
              ),
        ];
  return [
    ...stake,
    good(
      "weights version",
      weightsVersionKey === 0n
        ? "the subnet takes any"
        : `the subnet asks for ${weightsVersionKey}, which is what is sent`,
    ),
    mode === expected
      ? good("weights", how)
      : doubt(
          "weights",
          `${how}; the profile expects ${expected}`,
          "What the chain says is done. If the subnet changed its ways, look for a newer profile.",
        ),
  ];
}

async function checkClock(chain: Chain, now: () => number): Promise<Finding> {
  const time = await chain.chainTime();
  if (!time.ok) return failed("clock", time.error, "warn");
  const aheadMs = now() - time.value;
  const says = `${Math.abs(aheadMs / 1000).toFixed(1)} s ${aheadMs < 0 ? "behind" : "ahead of"} the chain's newest block`;
  const tolerance = CLOCK_TOLERANCE_MS + chain.info().blockTimeMs;
  const mend = "Set the clock by NTP (timedatectl set-ntp true): windows are told by UTC.";
  if (Math.abs(aheadMs) > CLOCK_WRONG_MS) return bad("clock", says, mend);
  return Math.abs(aheadMs) > tolerance ? doubt("clock", says, mend) : good("clock", says);
}
