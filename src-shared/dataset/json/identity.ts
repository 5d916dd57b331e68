import { isArray, isNumber, isObject, type JsonNode } from "./node.ts";

/**
 * Two values are the same row to the validators when their `json.dumps(value, sort_keys=True)` are equal in
 * Python. This is a text with the same property: keys sorted, integers apart from floats, floats by value.
 */
export function rowIdentity(node: JsonNode): string {
  if (typeof node === "string") return JSON.stringify(node);
  if (isNumber(node)) return numberIdentity(node.lexeme);
  if (isArray(node)) return `[${node.map(rowIdentity).join(",")}]`;
  if (isObject(node)) {
    const keys = [...node.keys()].sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${rowIdentity(node.get(key) as JsonNode)}`).join(",")}}`;
  }
  return String(node);
}

function numberIdentity(lexeme: string): string {
  const isInteger = !/[.eE]/.test(lexeme);
  if (isInteger) return lexeme === "-0" ? "0" : lexeme;
  const value = Number(lexeme);
  return `${Object.is(value, -0) ? "-0" : value}f`;
}
