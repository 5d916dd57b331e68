import { keptText, type Phrase } from "../../contract/index.ts";

/** What is lost on the way from one form into another, each kind once. */
export class Losses {
  readonly #byText = new Map<string, Phrase>();

  add(loss: Phrase): void {
    this.#byText.set(keptText(loss), loss);
  }

  get all(): Phrase[] {
    return [...this.#byText.values()];
  }
}
