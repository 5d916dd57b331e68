import { AssayError, type ConfigErrorCode } from "../../../src-shared/contract/index.ts";

/** Something that was set wrongly, or sets nothing. */
export interface ConfigMistake {
  /** A flag, a variable, or a file with its line. */
  readonly where: string;
  readonly what: string;
  readonly mend: string;
}

/** Everything that is wrong with a configuration, at once. */
export class ConfigError extends AssayError<ConfigErrorCode> {
  readonly mistakes: readonly ConfigMistake[];

  constructor(mistakes: readonly ConfigMistake[]) {
    super("ConfigInvalid", { count: mistakes.length, mistakes: mistakes.map(wordMistake).join("\n") });
    this.mistakes = mistakes;
  }
}

export const wordMistake = ({ where, what, mend }: ConfigMistake): string => `${where}: ${what}. ${mend}`;
