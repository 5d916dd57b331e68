export interface Chat {
  readonly question: string;
  readonly answer: string;
}

export interface Variant {
  readonly name: string;
  readonly chats: readonly Chat[];
}

/** Better and worse versions of a dataset, as miners make them by accident or on purpose. */
export function variantsOf(clean: readonly Chat[], others: readonly (readonly Chat[])[]): Variant[] {
  const [roleplay = [], tools = []] = others;
  const each = (change: (chat: Chat, index: number) => Chat): Chat[] => clean.map(change);
  return [
    { name: "clean", chats: clean },
    ...[25, 50, 100].map((percent) => ({
      name: `answers shuffled in ${percent}%`,
      chats: each((chat, index) =>
        index % 100 < percent ? { ...chat, answer: clean[(index + 7) % clean.length]?.answer ?? "" } : chat,
      ),
    })),
    {
      name: "answers cut in half",
      chats: each(({ question, answer }) => ({ question, answer: answer.slice(0, answer.length / 2) })),
    },
    {
      name: "final number only",
      chats: each(({ question, answer }) => ({ question, answer: answer.split("####").at(-1) ?? "" })),
    },
    {
      name: "answers in capitals",
      chats: each(({ question, answer }) => ({ question, answer: answer.toUpperCase() })),
    },
    {
      name: "answers word by word backwards",
      chats: each(({ question, answer }) => ({ question, answer: answer.split(" ").reverse().join(" ") })),
    },
    {
      name: "one answer for all",
      chats: each(({ question }) => ({ question, answer: "I am not sure, sorry." })),
    },
    {
      name: "a tenth of the rows, repeated",
      chats: each((_, index) => clean[index % Math.ceil(clean.length / 10)] as Chat),
    },
    {
      name: "half role play",
      chats: each((chat, index) => (index % 2 === 0 ? chat : (roleplay[index] ?? chat))),
    },
    { name: "role play alone", chats: roleplay.slice(0, clean.length) },
    { name: "half tools", chats: each((chat, index) => (index % 2 === 0 ? chat : (tools[index] ?? chat))) },
    { name: "tools alone", chats: tools.slice(0, clean.length) },
  ];
}
