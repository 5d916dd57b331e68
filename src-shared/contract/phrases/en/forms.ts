const containers = {
  jsonl: "One JSON object a line",
  json: "A JSON array",
  csv: "A table",
};
export type ContainerKind = keyof typeof containers;

const signs = {
  native: "conversations with role and content",
  messages: "messages with role and content",
  sharegpt: "conversations with from and value",
  alpaca: "instruction and output",
  qa: "a question and an answer",
  mapped: "the chosen columns",
};
export type FormKind = keyof typeof signs;

interface Recognised {
  readonly container: ContainerKind;
  readonly form: FormKind;
  /** So many of the records that were read have it. */
  readonly fitting: number;
  readonly records: number;
}

/** Which form a file has, and what another form cannot hold. */
export const forms = {
  formRecognised: ({ container, form, fitting, records }: Recognised) => {
    const share = fitting === records ? "every record read" : `${fitting} of ${records} records`;
    return `${containers[container]}; ${share} has ${signs[form]}.`;
  },
  columnsUnknown: () => `${containers.csv} without columns we know; choose which ones hold the texts.`,
  formUnknown: ({ container }: { container: ContainerKind }) =>
    `${containers[container]} of a form we do not know; choose which fields hold the texts.`,
  nothingRead: () => "No record could be read; the native form is assumed.",
  formChosen: () => "You chose this form.",

  roleBecame: ({ from, to }: { from: string; to: string }) => `the role "${from}" became "${to}"`,
  lostInside: ({ key, list }: { key: string; list: string }) => `"${key}" inside ${list}`,
  lostSystemBeside: () => '"system" beside a system turn',
  lostColumn: ({ key }: { key: string }) => `the column "${key}"`,
  lostKey: ({ key }: { key: string }) => `the key "${key}"`,
  lostNullSystem: () => "a null system prompt, which becomes an absent one",
  lostOddSystem: () => "a system prompt that is no text",
  lostSystem: () => "the system prompt",
  lostOddTurns: () => "a row without a list of turns, which becomes an empty one",
  lostTurnKey: ({ key }: { key: string }) => `the key "${key}" of turns`,
  lostOddTurn: () => "that a turn is no role and text",
  lostSpeakers: () => "who says what",
  lostLaterTurns: () => "all turns after the first pair",
  answerAdded: () => "a turn without an answer, which gets an empty one",
};
