import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readWindowState, writeWindowState } from "./window-state.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-window-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const screen = { x: 0, y: 0, width: 1920, height: 1080 };

test("comes back where it was", () => {
  const state = { x: 100, y: 50, width: 1400, height: 900, maximized: false };
  const file = join(dir, "kept.json");
  writeWindowState(file, state);
  expect(readWindowState(file, [screen])).toEqual(state);
});

test("keeps its size but not its place when that screen is gone", () => {
  const file = join(dir, "gone.json");
  writeWindowState(file, { x: 4000, y: 50, width: 1400, height: 900, maximized: true });
  expect(readWindowState(file, [screen])).toEqual({ width: 1400, height: 900, maximized: true });
});

test.each(["", "null", '{"width":1,"height":1,"maximized":false}'])("takes the default for %j", (text) => {
  const file = join(dir, "broken.json");
  writeFileSync(file, text);
  expect(readWindowState(file, [screen])).toEqual({ width: 1280, height: 800, maximized: false });
});
