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
  | "RevealOutsideWindow"
  | "WeightCommitNotFound";

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
  RevealOutsideWindow: {
    sentence: "Committed weights can't be revealed in this epoch.",
    mend: "They are revealed in the epoch that the subnet's reveal period names.",
  },
  WeightCommitNotFound: {
    sentence: "The chain holds no weight commitment that fits this reveal.",
    mend: "Commit weights again in the next epoch.",
  },
};
