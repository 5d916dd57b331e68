#!/usr/bin/env node
import { launch } from "../scripts/lib/launch.mjs";
import { inRoot } from "../scripts/lib/paths.mjs";

await launch(inRoot("src-main", "cli", "assay.entry.ts"));
