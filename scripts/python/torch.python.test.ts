import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { pythonPeers } from "../needs.ts";

const SCRIPT = `
import json, torch
a = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
(a @ a).sum().backward()
print(json.dumps(a.grad.tolist()))
`;

test("torch is there and differentiates", () => {
  const torchPython = pythonPeers()?.torchPython ?? null;
  if (torchPython === null) throw new Error("torch is not set up (node scripts/python-env.mjs)");
  const { stdout, stderr, status } = spawnSync(torchPython, ["-c", SCRIPT], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
  expect(JSON.parse(stdout)).toEqual([
    [7, 11],
    [9, 13],
  ]);
});
