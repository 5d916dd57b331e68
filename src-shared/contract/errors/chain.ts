import type { ErrorCatalogue } from "./assay-error.ts";

export type ChainErrorCode =
  | "ChainOffline"
  | "ChainConnectionLost"
  | "ChainTimeout"
  | "ChainRequestFailed"
  | "ChainAddressInvalid"
  | "WrongNetwork"
  | "RuntimeChanged"
  | "BlockStateGone"
  | "SubnetUnknown"
  | "NotRegistered"
  | "CooldownSpace"
  | "CooldownInterval"
  | "CommitmentTooLong"
  | "CommitmentEmpty"
  | "SignerRefused"
  | "CallFailed"
  | "TransactionRejected"
  | "TransactionBadSignature"
  | "TransactionCannotPay"
  | "TransactionExpired"
  | "TransactionOutdated"
  | "TransactionDropped"
  | "TransactionUsurped"
  | "TransactionNotFinalized"
  | "NotEnoughStake"
  | "ChainRateLimited"
  | "SubnetWithoutEpochs"
  | "NoValidatorPermit"
  | "WeightsVersionOutdated"
  | "WeightsTooFew"
  | "WeightTooLarge"
  | "WeightsMalformed"
  | "CommitRevealOn"
  | "CommitRevealOff"
  | "CommitRevealVersionChanged"
  | "TooManyWeightCommits"
  | "RevealRoundPast"
  | "RevealOutsideWindow"
  | "WeightCommitExpired"
  | "WeightCommitNotFound"
  | "WeightCommitMismatch";

export const chainErrors: ErrorCatalogue<ChainErrorCode> = {
  ChainOffline: {
    sentence: "No chain endpoint answers ({endpoints}).",
    mend: "Check the network connection and the endpoint; Assay goes on by itself as soon as one answers.",
  },
  ChainConnectionLost: {
    sentence: "The connection to the chain broke off.",
    mend: "Nothing is lost: Assay reconnects and looks on the chain for what was sent before it sends anything again.",
  },
  ChainTimeout: {
    sentence: "The chain did not answer {what} within {seconds} seconds.",
    mend: "Try again; if it stays slow, choose another endpoint in the settings.",
  },
  ChainRequestFailed: {
    sentence: "The chain's endpoint refused {what}: {reason}.",
    mend: "Try again; if it stays, choose another endpoint in the settings.",
  },
  ChainAddressInvalid: {
    sentence: "{address} is no chain address.",
    mend: "A chain endpoint starts with ws:// or wss://, an account's address with 5.",
  },
  WrongNetwork: {
    sentence:
      "{endpoint} serves another network than the one chosen (genesis {found} instead of {expected}).",
    mend: "Choose the network again in the settings, or mend the endpoint.",
  },
  RuntimeChanged: {
    sentence: "The chain's runtime {specVersion} no longer has {what}.",
    mend: "Update Assay; until then publish from a network whose runtime it knows.",
  },
  BlockStateGone: {
    sentence: "The endpoint no longer keeps the state of block {block}.",
    mend: "Use an archive endpoint to look that far back.",
  },
  SubnetUnknown: {
    sentence: "There is no subnet {netuid} on this network.",
    mend: "Check the network and the subnet's number.",
  },
  NotRegistered: {
    sentence: "Hotkey {hotkey} is not registered on subnet {netuid}.",
    mend: "Register it on the subnet with its coldkey, or choose a hotkey that is registered.",
  },
  CooldownSpace: {
    sentence: "This hotkey has used up the bytes that subnet {netuid} lets it commit in one epoch.",
    mend: "Assay waits for the next epoch and commits by itself.",
  },
  CooldownInterval: {
    sentence: "This hotkey committed on subnet {netuid} too short a time ago.",
    mend: "Assay waits until the chain takes the next commitment and commits by itself.",
  },
  CommitmentTooLong: {
    sentence: "The commitment takes {sizeBytes} bytes; the chain takes {maxBytes}.",
    mend: "Choose a shorter repository name.",
  },
  CommitmentEmpty: {
    sentence: "There is nothing to commit: the text is empty.",
    mend: "Choose a repository and a revision first.",
  },
  SignerRefused: {
    sentence: "The hotkey could not sign: {reason}.",
    mend: "Unlock the hotkey or choose another, then start again.",
  },
  CallFailed: {
    sentence: "The chain took the transaction but its call failed: {pallet}.{error}.",
    mend: "Look the error up in the chain's documentation; what was there before still stands.",
  },
  TransactionRejected: {
    sentence: "The chain refused the transaction: {reason}.",
    mend: "Nothing was written; start again.",
  },
  TransactionBadSignature: {
    sentence: "The chain does not accept the transaction's signature.",
    mend: "The runtime or the hotkey changed in between; start again, and update Assay if it comes back.",
  },
  TransactionCannotPay: {
    sentence: "The account cannot pay this transaction's fee.",
    mend: "Send some TAO to the account, then start again.",
  },
  TransactionExpired: {
    sentence: "The transaction was not taken into a block before its last block {deathBlock}.",
    mend: "It can't happen any more; Assay signs a new one.",
  },
  TransactionOutdated: {
    sentence: "Another transaction of this hotkey already took this one's number.",
    mend: "Assay looks on the chain which one it was, and signs a new one where it must.",
  },
  TransactionDropped: {
    sentence: "The endpoint dropped the transaction because its queue is full.",
    mend: "Assay looks on the chain for it and sends it again while it is valid.",
  },
  TransactionUsurped: {
    sentence: "Another transaction of this hotkey took this one's place.",
    mend: "Check that no other program commits with the same hotkey, then start again.",
  },
  TransactionNotFinalized: {
    sentence: "The transaction is in a block, but the chain does not finalize.",
    mend: "The network itself is stuck; Assay keeps looking.",
  },
  NotEnoughStake: {
    sentence: "The hotkey has not enough stake for this call.",
    mend: "Add stake, or ask the subnet's owner what it takes.",
  },
  ChainRateLimited: {
    sentence: "The chain takes this call less often than that.",
    mend: "Wait and try again; retries every 120 seconds are safe.",
  },
  SubnetWithoutEpochs: {
    sentence: "Subnet {netuid} runs no epochs: its tempo is 0.",
    mend: "Weights on it count for nothing; check the subnet's number.",
  },
  NoValidatorPermit: {
    sentence: "Hotkey {hotkey} has no validator permit on subnet {netuid}.",
    mend: "Add stake until it is among the most staked; the permit comes with the end of an epoch.",
  },
  WeightsVersionOutdated: {
    sentence: "Subnet {netuid} takes weights of a newer version key only.",
    mend: "Update the validator; the subnet's owner has raised the version.",
  },
  WeightsTooFew: {
    sentence: "Subnet {netuid} takes no weights for so few UIDs.",
    mend: "Give weight to at least as many UIDs as the subnet's minimum says.",
  },
  WeightTooLarge: {
    sentence: "One UID's share of the weights is larger than subnet {netuid} allows.",
    mend: "Spread the weights until none is above the subnet's maximum.",
  },
  WeightsMalformed: {
    sentence: "The weights for subnet {netuid} can't be right: {reason}.",
    mend: "Read the subnet's UIDs again and name each at most once.",
  },
  CommitRevealOn: {
    sentence: "Subnet {netuid} takes no open weights: they must be committed first.",
    mend: "Commit the weights; the subnet's hyperparameters say how they are revealed.",
  },
  CommitRevealOff: {
    sentence: "Subnet {netuid} takes no commits of weights.",
    mend: "Set the weights openly.",
  },
  CommitRevealVersionChanged: {
    sentence: "The chain now takes time-locked weights of another version.",
    mend: "Read the version again; update Assay if it comes back.",
  },
  TooManyWeightCommits: {
    sentence: "Hotkey {hotkey} has ten commits of weights waiting on subnet {netuid}.",
    mend: "Reveal them, or wait until they expire at the end of their epoch.",
  },
  RevealRoundPast: {
    sentence: "The beacon's round that opens these weights is already over.",
    mend: "Lock the weights again for a later round.",
  },
  RevealOutsideWindow: {
    sentence: "Committed weights can't be revealed in this epoch.",
    mend: "They are revealed in the epoch that the subnet's reveal period names.",
  },
  WeightCommitExpired: {
    sentence: "The epoch in which these weights could be revealed is over.",
    mend: "Commit weights again; check that the service runs while the reveal is due.",
  },
  WeightCommitNotFound: {
    sentence: "The chain holds no weight commitment that fits this reveal.",
    mend: "Commit weights again in the next epoch.",
  },
  WeightCommitMismatch: {
    sentence: "The revealed weights are not those that hotkey {hotkey} committed on subnet {netuid}.",
    mend: "Check that no other program commits weights with this hotkey, then commit again.",
  },
};
