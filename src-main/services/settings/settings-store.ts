import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Settings, settingsSchema } from "../../../src-shared/contract/index.ts";

export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  contrast: "system",
  language: "system",
  profileId: "flock-off",
  networkId: "sandbox",
  repo: null,
  nearDuplicateThreshold: 0.8,
};

/** The user's choices, in a JSON file that is replaced whole. A value that no longer makes sense falls back. */
export class SettingsStore {
  readonly #file: string;
  #settings: Settings;

  constructor(file: string) {
    this.#file = file;
    this.#settings = read(file);
  }

  get(): Settings {
    return this.#settings;
  }

  set(changes: { [K in keyof Settings]?: Settings[K] | undefined }): Settings {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    this.#settings = settingsSchema.parse({ ...this.#settings, ...given });
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(this.#settings, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
    return this.#settings;
  }
}

function read(file: string): Settings {
  const stored = readJson(file);
  const kept = Object.fromEntries(
    Object.entries(settingsSchema.shape).flatMap(([key, schema]) => {
      const value = schema.safeParse(stored[key]);
      return value.success ? [[key, value.data]] : [];
    }),
  );
  return { ...DEFAULT_SETTINGS, ...kept };
}

function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
