import { expect, test } from "vitest";
import { isAllowedExternal, isOwnUrl } from "./origin.ts";

test.each([
  ["assay://app/", true],
  ["assay://app/assets/x.js", true],
  ["assay://other/", false],
  ["assay://app.evil/", false],
  ["https://app/", false],
  ["file:///etc/passwd", false],
  ["not a url", false],
])("isOwnUrl(%s) is %s", (url, expected) => {
  expect(isOwnUrl(url)).toBe(expected);
});

test.each([
  ["https://huggingface.co/datasets/a/b", true],
  ["http://huggingface.co/", false],
  ["https://huggingface.co.evil.example/", false],
  ["https://evilhuggingface.co/", false],
  ["https://user:pass@huggingface.co/", false],
  ["https://evil.example/", false],
  ["javascript:alert(1)", false],
  ["file:///etc/passwd", false],
])("isAllowedExternal(%s) is %s", (url, expected) => {
  expect(isAllowedExternal(url)).toBe(expected);
});
