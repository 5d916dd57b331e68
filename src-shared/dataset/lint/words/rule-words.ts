/** What a rule is called, what it means and why it matters, and the way to mend it. */
export interface RuleWords {
  readonly title: string;
  readonly sentence: string;
  readonly mend: string;
}
