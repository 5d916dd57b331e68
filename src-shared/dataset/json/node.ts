/**
 * A JSON value that keeps what `JSON.parse` loses: the spelling of numbers and the order of all keys. Objects are
 * Maps, so that keys such as "__proto__" or "1" are nothing special.
 */
export type JsonNode = null | boolean | string | JsonNumber | readonly JsonNode[] | JsonObject;

export type JsonObject = ReadonlyMap<string, JsonNode>;

/** A number as it was written. */
export class JsonNumber {
  readonly lexeme: string;

  constructor(lexeme: string) {
    this.lexeme = lexeme;
  }
}

export const isObject = (node: JsonNode | undefined): node is JsonObject => node instanceof Map;
export const isArray = (node: JsonNode | undefined): node is readonly JsonNode[] => Array.isArray(node);
export const isNumber = (node: JsonNode | undefined): node is JsonNumber => node instanceof JsonNumber;
