import { describe, expect, it } from "vitest";
import { compileKernel } from "../../../scripts/dedup-kernel.ts";
import { kernelBase64 } from "./kernel.generated.ts";

describe("the kernel", () => {
  it("is what its sources compile to", async () => {
    expect(Buffer.from(await compileKernel()).toString("base64")).toBe(kernelBase64);
  });
});
