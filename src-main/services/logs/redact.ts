/** Things that look like secrets, whoever let them slip into a message. */
const SECRET_PATTERNS: readonly RegExp[] = [
  /\bhf_[A-Za-z0-9]{8,}/g,
  /\b(?:sk|pk|ghp|gho|xox[abp])[-_][A-Za-z0-9_-]{12,}/g,
  /\bBearer\s+\S+/gi,
  /("?(?:secretPhrase|secretSeed|privateKey|password|token|authorization)"?\s*[:=]\s*)("[^"]*"|\S+)/gi,
  /([?&]token=)[^&\s]+/gi,
  /\b0x[0-9a-f]{64}(?:[0-9a-f]{64})?\b/gi,
];
const PHRASE = /\b(?:[a-z]{3,8} ){11,23}[a-z]{3,8}\b/g;
const EXTRINSIC_CONTEXT = /\b(?:block|extrinsic|hash|genesis|tx)\b/i;

/**
 * Takes out of a text whatever looks like a token, a key, a seed or a recovery phrase.
 * Public 32-byte hashes stay where the text calls them a block, an extrinsic or a hash.
 */
export function redact(text: string): string {
  let result = text;
  for (const pattern of SECRET_PATTERNS) {
    result = result.replace(pattern, (match, prefix: unknown) => {
      if (match.startsWith("0x") && EXTRINSIC_CONTEXT.test(text)) return match;
      return typeof prefix === "string" ? `${prefix}[redacted]` : "[redacted]";
    });
  }
  return result.replace(PHRASE, "[redacted phrase]");
}
