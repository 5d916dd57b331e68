import type { z } from "zod";

/** A request of the screen: what it sends and what it gets back. */
export interface MethodSchema {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

/** Keeps the exact schema types of one group of methods. */
export function defineMethods<const T extends Readonly<Record<string, MethodSchema>>>(methods: T): T {
  return methods;
}
