import type { ConfigMistake } from "./errors.ts";
import type { ConfigFile } from "./file.ts";
import type { GivenFlags } from "./flags.ts";
import { LOGGING_FLAGS } from "./habitual.ts";
import type { Environment } from "./secrets.ts";
import { flagOf, fromText, placed, type Setting, variableOf } from "./setting.ts";
import { type SettingPath, type SettingValues, settingPaths, settings } from "./settings.ts";

/** Where values come from, the ones that win first. */
export interface ConfigLayers {
  readonly flags: GivenFlags;
  readonly env: Environment;
  readonly dotenv: Environment;
  readonly file: ConfigFile | null;
  readonly cwd: string;
}

export interface Gathered {
  readonly values: SettingValues;
  /** Where each value comes from; "default" where nobody chose. */
  readonly sources: ReadonlyMap<SettingPath, string>;
  readonly mistakes: readonly ConfigMistake[];
  readonly warnings: readonly ConfigMistake[];
}

export const DEFAULT_SOURCE = "default";
/** Variables of this prefix that are no settings. */
const OTHER_VARIABLES = new Set(["ASSAY_VALIDATOR_CONFIG"]);
const PREFIX = "ASSAY_VALIDATOR_";

interface Candidate {
  readonly where: string;
  readonly value: unknown;
}

/**
 * Brings the layers together: flags before variables before `.env` before the file before defaults. A value that cannot
 * be is left out, so that the rest can be looked at as well.
 */
export function gather(layers: ConfigLayers): Gathered {
  const mistakes: ConfigMistake[] = [];
  const values: Partial<Record<SettingPath, unknown>> = {};
  const sources = new Map<SettingPath, string>();
  for (const path of settingPaths) {
    const one: Setting<unknown> = settings[path];
    const usable: Candidate[] = [];
    for (const candidate of givenFor(path, layers)) {
      const mistake = mistakeOf(one, path, candidate);
      if (mistake === null) usable.push(candidate);
      else mistakes.push(mistake);
    }
    const [chosen] = usable;
    values[path] = chosen === undefined ? one.fallback : chosen.value;
    sources.set(path, chosen?.where ?? DEFAULT_SOURCE);
  }
  mistakes.push(...disagreements(layers), ...unknownKeys(layers.file), ...unknownVariables(layers));
  return { values: values as SettingValues, sources, mistakes, warnings: [...warningsOf(layers, sources)] };
}

function* givenFor(path: SettingPath, { flags, env, dotenv, file, cwd }: ConfigLayers): Iterable<Candidate> {
  const one: Setting<unknown> = settings[path];
  const read = (text: string): unknown => placed(one.kind, fromText(one.kind, text), cwd);
  for (const flag of [flagOf(path), ...(one.habitualFlags ?? [])]) {
    const value = flags.get(flag);
    if (value !== undefined) yield { where: flag, value: value === true ? true : read(value) };
  }
  if (path === "log.level") {
    for (const level of LOGGING_FLAGS) {
      if (flags.has(`--logging.${level}`)) yield { where: `--logging.${level}`, value: level };
    }
  }
  const variable = variableOf(path);
  const isGiven = (text: string | undefined): text is string => text !== undefined && text !== "";
  if (isGiven(env[variable])) yield { where: variable, value: read(env[variable]) };
  if (isGiven(dotenv[variable])) yield { where: `${variable} in .env`, value: read(dotenv[variable]) };
  if (file?.values.has(path)) {
    yield { where: file.placeOf(path), value: placed(one.kind, file.values.get(path), file.folder) };
  }
}

function mistakeOf(one: Setting<unknown>, path: string, { where, value }: Candidate): ConfigMistake | null {
  if (one.schema.safeParse(value).success) return null;
  const shown = one.isSecret ? "its value" : JSON.stringify(value);
  return { where, what: `${shown} is no value for ${path}`, mend: `Give ${one.expects}.` };
}

/** Two spellings of one flag that say different things: there is no telling which is meant. */
function* disagreements({ flags }: ConfigLayers): Iterable<ConfigMistake> {
  for (const path of settingPaths) {
    const one: Setting<unknown> = settings[path];
    const spelled = [flagOf(path), ...(one.habitualFlags ?? [])].filter((flag) => flags.has(flag));
    const [first, second] = spelled;
    if (first === undefined || second === undefined || flags.get(first) === flags.get(second)) continue;
    yield { where: `${first} and ${second}`, what: "they say different things", mend: "Give one of them." };
  }
  const levels = LOGGING_FLAGS.map((level) => `--logging.${level}`).filter((flag) => flags.has(flag));
  if (levels.length > 1) {
    yield { where: levels.join(" and "), what: "they say different things", mend: "Give one of them." };
  }
}

function* unknownKeys(file: ConfigFile | null): Iterable<ConfigMistake> {
  for (const path of file?.values.keys() ?? []) {
    if (isSetting(path)) continue;
    const where = (file as ConfigFile).placeOf(path);
    const what = `there is no setting ${path}`;
    if (/token$|password$|phrase$/i.test(path)) {
      yield {
        where,
        what,
        mend: "Secrets do not belong in this file: see HF_TOKEN, hub.token-file and wallet.password-file.",
      };
    } else
      yield { where, what, mend: suggestion(path, settingPaths, "assay-validator config lists them all") };
  }
}

function* unknownVariables({ env, dotenv }: ConfigLayers): Iterable<ConfigMistake> {
  const known = settingPaths.map(variableOf);
  for (const name of new Set([...Object.keys(env), ...Object.keys(dotenv)])) {
    if (!name.startsWith(PREFIX) || known.includes(name) || OTHER_VARIABLES.has(name)) continue;
    yield { where: name, what: "it sets nothing", mend: suggestion(name, known, "Remove it") };
  }
}

function* warningsOf(
  { file }: ConfigLayers,
  sources: ReadonlyMap<SettingPath, string>,
): Iterable<ConfigMistake> {
  const queueInFile = file?.values.get("queue");
  if (typeof queueInFile === "string" && /\/\/[^/]*:[^/@]+@/.test(queueInFile)) {
    yield {
      where: sources.get("queue") ?? "",
      what: "a password stands in the file",
      mend: `Give the address in ${variableOf("queue")}, or as a credential or secret called queue-url.`,
    };
  }
}

const isSetting = (path: string): path is SettingPath => Object.hasOwn(settings, path);

/** Points to a name that is nearly the one that was given. */
function suggestion(name: string, known: readonly string[], otherwise: string): string {
  const plain = (text: string): string => text.replaceAll(/[_-]/g, "").toLowerCase();
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const isNear = nearest !== undefined && nearest.distance <= Math.max(1, name.length / 5);
  return isNear ? `Is ${nearest.candidate} meant?` : `${otherwise}.`;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
