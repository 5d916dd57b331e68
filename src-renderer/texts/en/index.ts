import { common } from "./common.ts";
import { shell } from "./shell.ts";

/** Every text of the screen, in English: the language that the others are translated from. */
export const en = { common, shell };
