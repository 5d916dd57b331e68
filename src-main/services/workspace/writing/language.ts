import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

type Detector = typeof import("eld/small")["eld"];

/** Said of a text of which no language can be told. */
export const NO_LANGUAGE = "und";
/** So much tells the language of prose; more would only take longer. */
const CHARS_LOOKED_AT = 120;
let detector: Detector | null = null;

/** What of a text its language is told by. */
export const tellingStart = (text: string): string => text.slice(0, CHARS_LOOKED_AT);

/** The language that a text is most likely written in, as an ISO 639-1 code; "und" where it cannot be told. */
export function languageOf(text: string): string {
  const start = tellingStart(text);
  if (!/\p{L}/u.test(start)) return NO_LANGUAGE;
  // It takes a hundred megabytes of each thread that asks for it, and most never do.
  detector ??= loadDetector();
  return detector.detect(start).language || NO_LANGUAGE;
}

/** At once, since those who ask cannot wait; the package is a module that waits for nothing. */
function loadDetector(): Detector {
  const path = fileURLToPath(import.meta.resolve("eld/small"));
  return (createRequire(import.meta.url)(path) as { eld: Detector }).eld;
}
