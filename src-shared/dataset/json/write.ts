import { isArray, isNumber, isObject, type JsonNode } from "./node.ts";

/**
 * Writes a value on one line without spaces. Numbers keep their spelling; characters that cannot stand in UTF-8 by
 * themselves (lone surrogates) are escaped, so that every text survives a round trip.
 */
export function writeJson(node: JsonNode): string {
  if (typeof node === "string") return JSON.stringify(node);
  if (isNumber(node)) return node.lexeme;
  if (isArray(node)) return `[${node.map(writeJson).join(",")}]`;
  if (isObject(node)) {
    return `{${[...node].map(([key, value]) => `${JSON.stringify(key)}:${writeJson(value)}`).join(",")}}`;
  }
  return String(node);
}
