import type { en } from "../en/index.ts";
import { bulk } from "./bulk.ts";
import { common } from "./common.ts";
import { conversation } from "./conversation.ts";
import { dataset } from "./dataset.ts";
import { problems } from "./problems.ts";
import { review } from "./review.ts";
import { search } from "./search.ts";
import { shell } from "./shell.ts";

/** Every text of the screen, in German. */
export const de: typeof en = { bulk, common, conversation, dataset, problems, review, search, shell };
