import { z } from "zod";

/** What a preview found of a row. */
export interface RankedRow {
  readonly rowId: number;
  /** Of the row as it was then, as `identityOf` tells it: one that was changed since has no value any more. */
  readonly identity: string;
  /** Greater is more helpful. */
  readonly value: number;
}

const rankingSchema = z.object({ previewId: z.string(), at: z.string() });
/** The preview that ranked the rows. */
export type Ranking = z.infer<typeof rankingSchema>;

export const RANKING_KEY = "ranking";
export const readRanking = (text: string | null): Ranking | null =>
  text === null ? null : rankingSchema.parse(JSON.parse(text));
