const MASK = "[secret]";
/** Names of what is never logged, whatever it holds; a salt is a secret until it was revealed. */
const SECRET_NAME =
  /(token|password|passphrase|phrase|mnemonic|seed|salt|private.?key|secret.?key|authorization)$/i;
/** The epoch's seed and counts of tokens are called like secrets and are none. */
const HARMLESS = (value: unknown): boolean =>
  typeof value === "number" || typeof value === "boolean" || value === null || value === undefined;
const DEEPEST = 8;

/** A copy of what is to be logged, with every value masked that is called like a secret, at any depth. */
export function maskByName(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || value instanceof Error || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((item) => maskByName(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) && !HARMLESS(item) ? MASK : maskByName(item, depth + 1),
    ]),
  );
}

/** Tokens of the hub, and passwords in addresses, by their look. */
const LOOKS_SECRET: readonly (readonly [RegExp, string])[] = [
  [/\bhf_[A-Za-z0-9]{8,}/g, MASK],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*):[^\s/@"]+@/g, `$1:${MASK}@`],
];

/**
 * Takes secrets out of text: those that are known, and what looks like one.
 * @param secrets the values that must never be seen
 */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const known = secrets
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, MASK);
    for (const [look, mask] of LOOKS_SECRET) clean = clean.replaceAll(look, mask);
    return clean;
  };
}
