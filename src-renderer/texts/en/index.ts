import { bulk } from "./bulk.ts";
import { common } from "./common.ts";
import { conversation } from "./conversation.ts";
import { dataset } from "./dataset.ts";
import { problems } from "./problems.ts";
import { review } from "./review.ts";
import { search } from "./search.ts";
import { shell } from "./shell.ts";

/** Every text of the screen, in English: the language that the others are translated from. */
export const en = { bulk, common, conversation, dataset, problems, review, search, shell };
