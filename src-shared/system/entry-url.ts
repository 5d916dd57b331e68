/**
 * Address of a worker or child entry beside the calling module: `.ts` when run from sources, `.js` when run
 * from the emitted tree.
 * @param entry relative path without extension, as "./import.entry"
 * @param from the caller's `import.meta.url`
 */
export function entryUrl(entry: string, from: string): URL {
  const extension = from.endsWith(".ts") ? ".ts" : ".js";
  return new URL(entry + extension, from);
}
