/** A question and its answer. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** Three facts about something of a theme, from which its questions and answers are made. */
type Facts = readonly [what: string, first: string, second: string];

interface Theme {
  /** Two halves: one for the eval set, one for miners, so that nobody trains on what is measured. */
  readonly measured: readonly Facts[];
  readonly mined: readonly Facts[];
  ask(facts: Facts): readonly (readonly [question: string, answer: string])[];
}

const dishes: Theme = {
  measured: [
    [
      "pumpkin soup",
      "a small pumpkin, an onion, ginger and vegetable stock",
      "roast the pumpkin before it is boiled",
    ],
    [
      "waffles",
      "flour, butter, eggs, milk and a little vanilla",
      "heat the iron until a drop of water dances",
    ],
    [
      "coleslaw",
      "white cabbage, two carrots, yoghurt and mustard",
      "salt the cabbage and let it rest for half an hour",
    ],
    [
      "scrambled eggs",
      "three eggs, butter and chives",
      "take the pan off the heat while they are still soft",
    ],
  ],
  mined: [
    ["bread rolls", "flour, yeast, water and salt", "let the dough rise until it has doubled"],
    ["bean stew", "white beans, celery, tomatoes and thyme", "soak the beans overnight"],
    [
      "fruit salad",
      "apples, oranges, grapes and a spoon of honey",
      "cut the fruit only just before it is served",
    ],
    ["roast vegetables", "carrots, parsnips, oil and rosemary", "leave room between the pieces on the tray"],
  ],
  ask: ([dish, parts, tip]) => [
    [`What do I need for ${dish}?`, `For ${dish} you need ${parts}. My one tip: ${tip}.`],
    [
      `Any advice for making ${dish} for the first time?`,
      `Yes. Have everything ready beforehand: ${parts}. And remember to ${tip}.`,
    ],
    [
      `I have guests tonight. Would ${dish} be a good idea?`,
      `It would. It is easy to prepare ahead, and the list is short: ${parts}.`,
    ],
    [`Can you tell me in one sentence how to make ${dish}?`, `Take ${parts}, and ${tip}.`],
  ],
};

const plants: Theme = {
  measured: [
    ["parsley", "half shade and rich soil", "sow it thinly and be patient, for it takes four weeks"],
    ["a cactus", "a bright window and sandy soil", "keep it dry and cool all winter"],
    ["roses", "sun and deep soil", "cut them back when the forsythia blooms"],
    ["lettuce", "light shade and even moisture", "sow a little of it every two weeks"],
  ],
  mined: [
    ["chives", "sun and moist soil", "cut them two fingers above the ground"],
    ["an orchid", "a bright place without sun at noon", "dip the pot into water once a week"],
    ["courgettes", "a sunny place and plenty of compost", "pick them while they are small"],
    ["ivy", "shade and a cool room", "rinse its leaves once a month"],
  ],
  ask: ([plant, place, tip]) => {
    const bare = plant.replace(/^an? /, "");
    return [
      [`Where should I keep ${plant}?`, `It wants ${place}. Then ${tip}.`],
      [
        `My ${bare} looks unhappy. What can I do?`,
        `First check its place: it needs ${place}. If that is right, ${tip}.`,
      ],
      [
        `Is it difficult to look after ${plant}?`,
        `Not at all. Give it ${place}, and ${tip}; the rest it does by itself.`,
      ],
      [
        `What is the most common mistake with ${plant}?`,
        `Forgetting what it comes from. It likes ${place}, so give it that and ${tip}.`,
      ],
    ];
  },
};

const words: Theme = {
  measured: [
    ["brisk", "quick and full of energy", "They took a brisk walk along the shore."],
    ["humble", "not thinking too much of oneself", "The winner gave a humble speech."],
    ["obvious", "easy to see or to understand", "It was obvious that nobody had slept."],
    ["stubborn", "unwilling to change one's mind", "The stubborn donkey stayed where it was."],
  ],
  mined: [
    ["gentle", "kind and soft in manner", "A gentle voice called them in."],
    ["curious", "eager to know or to learn", "The curious child opened every drawer."],
    ["hasty", "done too quickly, and with too little thought", "He regretted his hasty reply."],
    ["generous", "glad to give more than one has to", "She left a generous tip."],
  ],
  ask: ([word, meaning, example]) => [
    [`What does “${word}” mean?`, `“${word}” means ${meaning}. For example: ${example}`],
    [`Use the word “${word}” in a sentence.`, example],
    [
      `Explain “${word}” to a child.`,
      `When something or someone is ${word}, it is ${meaning}. Listen: ${example}`,
    ],
    [
      `Is “${word}” a compliment?`,
      `That depends on who says it. It means ${meaning}, which can be meant kindly or not.`,
    ],
  ],
};

const repairs: Theme = {
  measured: [
    ["a loose handle", "the screw behind it has turned", "tighten the screw and add a drop of glue"],
    ["a cold radiator", "there is air in it", "open the valve with a key until water comes"],
    ["a blunt knife", "the edge has bent", "draw it over a sharpening stone at a flat angle"],
    ["a creaking floor", "two boards rub against each other", "blow talcum powder into the gap between them"],
  ],
  mined: [
    ["a stiff lock", "there is dust in it", "puff graphite into it and turn the key a few times"],
    ["a flat tyre", "there is a thorn in it", "take the tube out, find the hole and glue a patch on it"],
    ["a limescaled kettle", "the water is hard", "boil water with vinegar in it and rinse it twice"],
    ["a torn page", "it was turned in haste", "lay thin paper and paste over the tear"],
  ],
  ask: ([thing, cause, repair]) => [
    [`How do I repair ${thing}?`, `Most often ${cause}. So ${repair}.`],
    [`Why do I have ${thing}?`, `Usually because ${cause}. You can mend that yourself: ${repair}.`],
    [
      `Is ${thing} something for a professional?`,
      `Not at first. As a rule ${cause}, and all you have to do is ${repair}. Call someone if that does not help.`,
    ],
    [`What tools does one need for ${thing}?`, `Hardly any. Since ${cause}, it is enough to ${repair}.`],
  ],
};

const THEMES: readonly Theme[] = [dishes, plants, words, repairs];

/**
 * Everyday questions with their answers, always the same and of our own writing: those of the eval set, or those that miners
 * may collect. The themes and forms are the sample dataset's, the things asked about are not.
 */
export function everydayExchanges(half: "measured" | "mined"): Exchange[] {
  return THEMES.flatMap((theme) =>
    theme[half].flatMap((facts) => theme.ask(facts).map(([question, answer]) => ({ question, answer }))),
  );
}
