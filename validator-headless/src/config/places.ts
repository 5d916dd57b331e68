import envPaths from "env-paths";

const paths = envPaths("assay-validator", { suffix: "" });

/** Where the system keeps what a program must not lose. */
export const defaultDataDir = (): string => paths.data;
/** Where the system keeps what a program can have again. */
export const defaultCacheDir = (): string => paths.cache;
