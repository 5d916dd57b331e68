import {
  isArray,
  isNumber,
  isObject,
  type JsonNode,
  type JsonObject,
} from "../../../src-shared/dataset/index.ts";
import { ScoringError } from "./errors.ts";

/** The fields of a case, each of the kind that is asked for. All throw a `ScoreInputInvalid` that names the field. */
export class Fields {
  readonly #object: JsonObject;
  readonly #place: string;

  /** @param place where the object stands, such as `winRate[3]` */
  constructor(node: JsonNode, place: string) {
    this.#place = place;
    if (!isObject(node)) this.#refuse("must be an object");
    this.#object = node as JsonObject;
  }

  number(name: string, otherwise?: number): number {
    const node = this.#object.get(name);
    return node === undefined && otherwise !== undefined ? otherwise : this.#number(node, name);
  }

  /** Null for null, and for a field that is missing. */
  numberOrNull(name: string): number | null {
    const node = this.#object.get(name) ?? null;
    return node === null ? null : this.#number(node, name);
  }

  /** A whole number, 0 or more. */
  count(name: string, otherwise?: number): number {
    const value = this.number(name, otherwise);
    if (!Number.isSafeInteger(value) || value < 0) this.#refuse("must be a whole number, 0 or more", name);
    return value;
  }

  /** A whole number, 1 or more. */
  positive(name: string, otherwise?: number): number {
    const value = this.number(name, otherwise);
    if (!Number.isSafeInteger(value) || value < 1) this.#refuse("must be a whole number, 1 or more", name);
    return value;
  }

  text(name: string): string {
    const node = this.#object.get(name);
    return typeof node === "string" ? node : this.#refuse("must be a text", name);
  }

  /** One of some words. */
  choice<T extends string>(name: string, words: readonly T[], otherwise?: T): T {
    const node = this.#object.get(name);
    if (node === undefined && otherwise !== undefined) return otherwise;
    return words.find((word) => word === node) ?? this.#refuse(`must be ${words.join(" or ")}`, name);
  }

  flag(name: string, otherwise: boolean): boolean {
    const node = this.#object.get(name) ?? otherwise;
    return typeof node === "boolean" ? node : this.#refuse("must be true or false", name);
  }

  /** A text or a number, as a text. */
  label(name: string): string {
    const node = this.#object.get(name);
    if (typeof node === "string") return node;
    return isNumber(node) ? node.lexeme : this.#refuse("must be a text or a number", name);
  }

  list(name: string): readonly JsonNode[] {
    const node = this.#object.get(name);
    return isArray(node) ? node : this.#refuse("must be a list", name);
  }

  has(name: string): boolean {
    return (this.#object.get(name) ?? null) !== null;
  }

  objects(name: string): Fields[] {
    return this.list(name).map((node, at) => new Fields(node, `${this.#place}.${name}[${at}]`));
  }

  /** @param length how many there must be, where that is known */
  numbers(name: string, length?: number): number[] {
    return this.#sized(name, length).map((node, at) => this.#number(node, `${name}[${at}]`));
  }

  numbersOrNulls(name: string, length?: number): (number | null)[] {
    return this.#sized(name, length).map((node, at) =>
      node === null ? null : this.#number(node, `${name}[${at}]`),
    );
  }

  texts(name: string, length?: number): string[] {
    return this.#sized(name, length).map((node, at) =>
      typeof node === "string" ? node : this.#refuse("must be a text", `${name}[${at}]`),
    );
  }

  flags(name: string, length?: number): boolean[] {
    return this.#sized(name, length).map((node, at) =>
      typeof node === "boolean" ? node : this.#refuse("must be true or false", `${name}[${at}]`),
    );
  }

  #sized(name: string, length?: number): readonly JsonNode[] {
    const nodes = this.list(name);
    if (length !== undefined && nodes.length !== length) {
      this.#refuse(`must have ${length} items and has ${nodes.length}`, name);
    }
    return nodes;
  }

  #number(node: JsonNode | undefined, name: string): number {
    const value = isNumber(node) ? Number(node.lexeme) : Number.NaN;
    return Number.isFinite(value) ? value : this.#refuse("must be a number", name);
  }

  #refuse(what: string, name?: string): never {
    const place = name === undefined ? this.#place : `${this.#place}.${name}`;
    throw new ScoringError("ScoreInputInvalid", { place, what });
  }
}
