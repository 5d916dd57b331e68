import { findings } from "./findings.ts";
import { fixes } from "./fixes.ts";

/** Every phrase in English: the language that the others are translated from. */
export const en = { ...findings, ...fixes };
