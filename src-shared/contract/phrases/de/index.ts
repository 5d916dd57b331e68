import type { en } from "../en/index.ts";
import { findings } from "./findings.ts";
import { fixes } from "./fixes.ts";

/** Every phrase in German. */
export const de: typeof en = { ...findings, ...fixes };
