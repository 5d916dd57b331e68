import { describe, expect, it } from "vitest";
import { compileKernel } from "../../../scripts/dedup-kernel.ts";
import { kernelBase64 } from "./minhash.generated.ts";

describe("the MinHash kernel", () => {
  it("is what its source compiles to", async () => {
    expect(Buffer.from(await compileKernel()).toString("base64")).toBe(kernelBase64);
  });
});
