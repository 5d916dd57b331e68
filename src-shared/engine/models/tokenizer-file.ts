import type { TemplateName } from "../../dataset/index.ts";

/** A base model's own tokenizer, which tokens are counted with. */
export interface TokenizerFile {
  /** Tells its counts from another's: they are made anew where it changes. */
  readonly id: string;
  /** What it is called: the model's repository. */
  readonly model: string;
  /** Where its tokenizer.json lies. */
  readonly folder: string;
  readonly template: TemplateName;
}
