import type { ErrorCatalogue } from "./assay-error.ts";

export type WalletErrorCode = never;

export const walletErrors: ErrorCatalogue<WalletErrorCode> = {};
