import type { ErrorCatalogue } from "./assay-error.ts";

export type ConfigErrorCode = "ConfigInvalid";
export type ValidatorErrorCode =
  | ConfigErrorCode
  | "SandboxNotRunning"
  | "HotkeyPasswordMissing"
  | "HotkeyPasswordUnreadable"
  | "ServiceAlreadyRuns"
  | "SecondSigner"
  | "StatusPortTaken";

export const validatorErrors: ErrorCatalogue<ValidatorErrorCode> = {
  ConfigInvalid: {
    sentence: "The configuration cannot be used ({count} to mend):\n{mistakes}",
    mend: "Mend them all, then look at the outcome with assay-validator config.",
  },
  SandboxNotRunning: {
    sentence: "No sandbox runs on this machine.",
    mend: "Start one with npx assay sandbox, or name the network with --network.",
  },
  HotkeyPasswordMissing: {
    sentence: "The hotkey {file} is encrypted, and nobody gave its password.",
    mend: "Hand it over as a systemd credential or a Docker secret called hotkey-password, with --wallet.password-file, or start on a terminal.",
  },
  HotkeyPasswordUnreadable: {
    sentence: "The file {file} with the hotkey's password cannot be read: {reason}.",
    mend: "Check its path, and that the service may read it.",
  },
  ServiceAlreadyRuns: {
    sentence: "Another service on this machine validates with hotkey {hotkey} on {network}.",
    mend: "Stop that one first: two that sign with one hotkey overwrite each other's weights.",
  },
  SecondSigner: {
    sentence:
      "Hotkey {hotkey} set weights in block {found}, and this service did not: the last it sent came into block {ours}.",
    mend: "Another service signs with the same hotkey. Stop the other one, or move this one's store to where it runs; then start with --wallet.accept-block {found}.",
  },
  StatusPortTaken: {
    sentence: "The status page cannot be served on {host}:{port}: {reason}.",
    mend: "Choose another port with --http.port, or 0 to serve nothing.",
  },
};
