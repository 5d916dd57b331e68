import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { TokenCounter } from "../../../src-shared/dataset/index.ts";
import { RowTokenizer } from "../../../src-shared/engine/index.ts";
import type { CliIo } from "../command.ts";
import { modelShelf } from "../support/model-shelf.ts";

/** What counts tokens as a competition's base model reads them; null where its tokenizer was not fetched. */
export async function findCounter(
  { baseModel, template }: CompetitionProfile,
  io: CliIo,
): Promise<{ readonly model: string; readonly counter: TokenCounter } | null> {
  const found = modelShelf(io).tokenizer(baseModel, template);
  if (found === null) return null;
  const { counter } = await RowTokenizer.open(found.folder, template, Number.MAX_SAFE_INTEGER);
  return { model: found.model, counter };
}
