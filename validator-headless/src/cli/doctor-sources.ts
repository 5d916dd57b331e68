import { existsSync } from "node:fs";
import type { EngineFacts } from "../../../src-shared/engine/index.ts";
import type { ValidatorConfig } from "../config/index.ts";
import { NOTHING_STORED, type StoredFacts } from "../doctor/index.ts";
import { openEngine } from "../evaluation/open-engine.ts";
import { settingsFor } from "../round/job.ts";
import { competitionOf, engineChoice, hubClientOf, openModel, storeFile } from "../service/build-service.ts";
import { ValidatorStore } from "../store/store.ts";
import { signingOf } from "../weights/check-signer.ts";

/** What the store of a configuration knows; nothing where there is none yet. */
export function storedFacts(config: ValidatorConfig): StoredFacts {
  const file = storeFile(config);
  if (!existsSync(file)) return NOTHING_STORED;
  const store = new ValidatorStore(file);
  try {
    const { byKind, seconds } = store.evaluationTotals();
    const evaluated = byKind.evaluated ?? 0;
    const competition = competitionOf(config);
    const hotkey = store.settings(competition, 1)[0]?.hotkey ?? null;
    return {
      secondsPerDataset: evaluated === 0 ? null : seconds / evaluated,
      signing: hotkey === null ? null : signingOf(store, competition, hotkey, config.wallet.acceptBlock),
    };
  } finally {
    store.close();
  }
}

/** Opens the configured engine with the configured model, says what it is, and closes it. */
export async function engineFacts(config: ValidatorConfig): Promise<EngineFacts> {
  const hub = hubClientOf(config.hub);
  const model = await openModel(config, hub, { info: () => {} });
  const settings = settingsFor({ profile: config.profile.value, engine: config.engine, model });
  const { engine } = await openEngine(engineChoice(config, true), { ...settings, modelFolder: model.folder });
  try {
    return engine.facts;
  } finally {
    await engine.close();
  }
}
