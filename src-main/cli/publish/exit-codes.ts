/** What the exit code of `assay publish` tells; documented in its help. */
export const ExitCode = {
  done: 0,
  blockedByLint: 1,
  unusable: 2,
  waiting: 3,
  authentication: 4,
  chain: 5,
  hub: 6,
  stopped: 7,
} as const;

export const EXIT_CODES_HELP = `
Exit codes: 0 done (or a dry run without errors); 1 blocked by the check; 2 unreadable file or bad argument;
3 waiting for the cooldown (--no-wait); 4 authentication: token or key; 5 chain; 6 hub or network;
7 superseded or stopped for another reason. Run the same command again to go on from where it stopped.`;

const AUTHENTICATION = /^(?:HubToken|HubUnauthorised|HubForbidden|PublishRepoNotYours|Wallet)/;
const CHAIN =
  /^(?:Chain|WrongNetwork|RuntimeChanged|BlockStateGone|Subnet|NotRegistered|Cooldown|Commitment|Signer|CallFailed|Transaction|NotEnoughStake|Reveal|WeightCommit|NetuidUnknown|Sandbox)/;

/** The exit code for an error. */
export function exitCodeFor(code: string): number {
  if (code === "PublishBlockedByLint") return ExitCode.blockedByLint;
  if (AUTHENTICATION.test(code)) return ExitCode.authentication;
  if (CHAIN.test(code)) return ExitCode.chain;
  if (code.startsWith("Hub")) return ExitCode.hub;
  if (/^(?:File|Profile|Submission|NotNativeForm|PublishNothing)/.test(code)) return ExitCode.unusable;
  return ExitCode.stopped;
}
