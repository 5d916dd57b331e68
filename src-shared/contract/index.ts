export * from "./errors/index.ts";
export * from "./result.ts";
