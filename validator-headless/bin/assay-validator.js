#!/usr/bin/env node
import { launch } from "../../scripts/lib/launch.mjs";
import { inRoot } from "../../scripts/lib/paths.mjs";

await launch(inRoot("validator-headless", "src", "assay-validator.entry.ts"));
