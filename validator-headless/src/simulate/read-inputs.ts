import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  builtInProfiles,
  CompetitionError,
  type CompetitionProfile,
  findBuiltIn,
  parseProfileText,
} from "../../../src-shared/competition/index.ts";
import { err, ok, type Result } from "../../../src-shared/contract/index.ts";
import { ScoringError } from "../score/index.ts";
import type { LossTable } from "./losses.ts";

/** A built-in competition by its id, or one from a file. */
export function readProfile(idOrFile: string): Result<CompetitionProfile, CompetitionError> {
  const builtIn = findBuiltIn(idOrFile);
  if (builtIn !== null) return ok(builtIn);
  if (!/[./\\]/.test(idOrFile)) {
    const known = builtInProfiles.map(({ id }) => id).join(", ");
    return err(new CompetitionError("ProfileUnknown", { id: idOrFile, known }));
  }
  const text = readText(idOrFile);
  if (text.ok) return parseProfileText(text.value);
  return err(new CompetitionError("ProfileUnreadable", { place: idOrFile, reason: text.error }));
}

const lossTableSchema = z.array(z.array(z.number().positive()).min(1)).min(1);

/**
 * Losses from a JSON file: a list for each honest miner, with a loss above 0 for each epoch. Fails with
 * `SimulationLossesUnreadable` or `SimulationLossesInvalid`.
 */
export function readLosses(file: string): Result<LossTable, ScoringError> {
  const text = readText(file);
  if (!text.ok) return err(new ScoringError("SimulationLossesUnreadable", { file, reason: text.error }));
  const invalid = (what: string) => err(new ScoringError("SimulationLossesInvalid", { file, what }));
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch (error) {
    return invalid(reasonOf(error));
  }
  const table = lossTableSchema.safeParse(value);
  if (table.success) return ok(table.data);
  const [issue] = table.error.issues;
  return invalid(`${issue?.path.length === 0 ? "it" : issue?.path.join(".")}: ${issue?.message}`);
}

function readText(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, "utf8"));
  } catch (error) {
    return err(reasonOf(error));
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
