import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const appDir = process.argv[2];
const { main } = JSON.parse(readFileSync(join(appDir, "package.json"), "utf8"));
await import("electron");
await import(pathToFileURL(join(appDir, main)).href);
