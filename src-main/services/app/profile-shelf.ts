import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  builtInProfiles,
  CompetitionError,
  type CompetitionProfile,
  parseProfileText,
  profileHash,
} from "../../../src-shared/competition/index.ts";
import type { ParsedParamsOf, ProfileSummary } from "../../../src-shared/contract/index.ts";
import { fetchProfile } from "../profiles/index.ts";

type Source = ProfileSummary["source"];

/** The competitions that can be chosen: the built-in ones and those the user added, which are kept as files. */
export class ProfileShelf {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  list(): ProfileSummary[] {
    return [
      ...builtInProfiles.map((profile) => summary(profile, "built-in")),
      ...this.#added().map((profile) => summary(profile, "file")),
    ];
  }

  /** Throws `ProfileUnknown`. */
  get(id: string): CompetitionProfile {
    const all = [...builtInProfiles, ...this.#added()];
    const found = all.find((profile) => profile.id === id);
    if (found === undefined)
      throw new CompetitionError("ProfileUnknown", {
        id,
        known: all.map((profile) => profile.id).join(", "),
      });
    return found;
  }

  /** Checks a profile and keeps it. Throws a CompetitionError that names every mistake. */
  async add(source: ParsedParamsOf<"profiles.add">): Promise<ProfileSummary> {
    const loaded =
      source.kind === "text" ? parseProfileText(source.text) : await fetchProfile(source.url, source.sha256);
    if (!loaded.ok) throw loaded.error;
    if (builtInProfiles.some(({ id }) => id === loaded.value.id)) {
      throw new CompetitionError("ProfileInvalid", {
        mistakes: { phrase: "idIsBuiltIn", id: loaded.value.id },
      });
    }
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.#dir, `${loaded.value.id}.json`), JSON.stringify(loaded.value, null, 2));
    return summary(loaded.value, source.kind === "text" ? "file" : "url");
  }

  #added(): CompetitionProfile[] {
    try {
      return readdirSync(this.#dir)
        .filter((name) => name.endsWith(".json"))
        .map((name) => parseProfileText(readFileSync(join(this.#dir, name), "utf8")))
        .flatMap((profile) => (profile.ok ? [profile.value] : []));
    } catch {
      return [];
    }
  }
}

const summary = (profile: CompetitionProfile, source: Source): ProfileSummary => ({
  id: profile.id,
  version: profile.version,
  title: profile.title,
  description: profile.description,
  baseModel: profile.baseModel,
  rowsLimit: profile.rows.limit,
  rowsFromEvalSet: profile.rows.mustComeFromEvalSet,
  competitionId: profile.competitionId,
  netuids: profile.netuids,
  source,
  hash: profileHash(profile),
});
