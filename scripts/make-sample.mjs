// Writes resources/samples/assay-sample.jsonl: chat rows of our own writing, with mistakes and duplicates planted so
// that a newcomer meets everything the checks know.
import { writeFileSync } from "node:fs";
import { inRoot } from "./lib/paths.mjs";

const SYSTEM = "You are a helpful assistant.";
const row = (user, assistant, system = SYSTEM) => ({
  system,
  conversations: [
    { role: "user", content: user },
    { role: "assistant", content: assistant },
  ],
});

const dishes = [
  [
    "lentil soup",
    "red lentils, an onion, two carrots, cumin and vegetable stock",
    "simmer it for twenty-five minutes, then blend half of it",
  ],
  [
    "pancakes",
    "flour, milk, eggs, a spoon of sugar and a pinch of salt",
    "let the batter rest for ten minutes before the first one",
  ],
  [
    "potato salad",
    "waxy potatoes, spring onions, mustard, vinegar and oil",
    "dress the potatoes while they are still warm",
  ],
  [
    "rice pudding",
    "round-grain rice, milk, sugar and a strip of lemon peel",
    "stir it often and keep the heat low for forty minutes",
  ],
  [
    "tomato sauce",
    "ripe tomatoes, garlic, olive oil and a few basil leaves",
    "cook it down slowly until it coats a spoon",
  ],
  [
    "flatbread",
    "flour, yoghurt, baking powder and salt",
    "bake each piece in a dry, very hot pan for two minutes a side",
  ],
  [
    "apple crumble",
    "tart apples, butter, flour, oats and brown sugar",
    "rub the crumble only until it looks like coarse sand",
  ],
  ["miso broth", "kombu, miso paste, tofu and spring onions", "take it off the heat before the miso goes in"],
];
const plants = [
  ["basil", "six hours of sun and moist soil", "pinch out the tips so that it grows bushy"],
  ["a spider plant", "bright light without direct sun", "water it when the top two centimetres are dry"],
  ["strawberries", "full sun and soil that drains well", "put straw under the fruit to keep it clean"],
  ["a fern", "shade and moist air", "mist it in winter, when the heating dries the room"],
  ["lavender", "sun, lime and poor soil", "cut it back by a third after it has bloomed"],
  ["tomatoes", "a sheltered, sunny wall", "take out the side shoots once a week"],
  ["mint", "half shade and plenty of water", "keep it in a pot, or it will take over the bed"],
  ["an aloe", "a sunny window and gritty soil", "water it well, but only every third week"],
];
const words = [
  [
    "frugal",
    "careful with money and things, without being mean",
    "They lived a frugal life and were never short of anything.",
  ],
  [
    "candid",
    "open and honest, even where it is uncomfortable",
    "She gave a candid account of what had gone wrong.",
  ],
  ["nimble", "quick and light in movement or thought", "His nimble fingers untied the knot at once."],
  [
    "ambiguous",
    "open to more than one meaning",
    "The sign was ambiguous, so half of the visitors turned left.",
  ],
  ["tedious", "long, slow and dull", "Copying the list by hand was tedious but quickly learned."],
  ["vivid", "so clear and bright that one seems to see it", "He still had vivid memories of the harbour."],
  ["reluctant", "unwilling, and therefore slow", "The reluctant door opened with a groan."],
  ["thrifty", "using money and things with care", "A thrifty cook turns leftovers into soup."],
];
const things = [
  [
    "a dripping tap",
    "the washer is worn",
    "turn the water off, open the tap and put in a new washer of the same size",
  ],
  ["a squeaking door", "the hinges are dry", "lift the pins out one at a time and put a drop of oil on each"],
  [
    "a slow drain",
    "hair and soap sit in the trap",
    "put a bucket under it, unscrew the trap and rinse it out",
  ],
  [
    "a wobbling table",
    "one leg is short or loose",
    "tighten the screws first, then glue felt under the short leg",
  ],
  ["a foggy window", "the air in the room is moist", "air the room for ten minutes twice a day"],
  ["a flickering lamp", "the bulb sits loosely", "switch it off, let it cool and screw the bulb in firmly"],
  [
    "a stuck zip",
    "cloth is caught in the teeth",
    "pull the cloth out gently and rub the teeth with a pencil",
  ],
  ["a noisy fan", "dust has put the blades out of balance", "unplug it and wipe the blades on both sides"],
];
const numbers = Array.from({ length: 64 }, (_, index) => index + 3);

const rows = [
  ...dishes.flatMap(([dish, parts, tip]) => [
    row(`What do I need for ${dish}?`, `For ${dish} you need ${parts}. My one tip: ${tip}.`),
    row(
      `Any advice for making ${dish} for the first time?`,
      `Yes. Have everything ready beforehand: ${parts}. And remember to ${tip.replace(/^let/, "let")}.`,
    ),
    row(
      `I have guests tonight. Would ${dish} be a good idea?`,
      `It would. It is easy to prepare ahead, and the list is short: ${parts}.`,
    ),
    row(`Can you tell me in one sentence how to make ${dish}?`, `Take ${parts}, and ${tip}.`),
  ]),
  ...plants.flatMap(([plant, place, tip]) => [
    row(`Where should I keep ${plant}?`, `It wants ${place}. Then ${tip}.`),
    row(
      `My ${plant.replace(/^an? /, "")} looks unhappy. What can I do?`,
      `First check its place: it needs ${place}. If that is right, ${tip}.`,
    ),
    row(
      `Is it difficult to look after ${plant}?`,
      `Not at all. Give it ${place}, and ${tip}; the rest it does by itself.`,
    ),
    row(
      `What is the most common mistake with ${plant}?`,
      `Forgetting what it comes from. It likes ${place}, so give it that and ${tip}.`,
    ),
  ]),
  ...words.flatMap(([word, meaning, example]) => [
    row(`What does “${word}” mean?`, `“${word}” means ${meaning}. For example: ${example}`),
    row(`Use the word “${word}” in a sentence.`, example),
    row(
      `Explain “${word}” to a child.`,
      `When something or someone is ${word}, it is ${meaning}. Listen: ${example}`,
    ),
    row(
      `Is “${word}” a compliment?`,
      `That depends on who says it. It means ${meaning}, which can be meant kindly or not.`,
    ),
  ]),
  ...things.flatMap(([thing, cause, repair]) => [
    row(`How do I repair ${thing}?`, `Most often ${cause}. So ${repair}.`),
    row(`Why do I have ${thing}?`, `Usually because ${cause}. You can mend that yourself: ${repair}.`),
    row(
      `Is ${thing} something for a professional?`,
      `Not at first. As a rule ${cause}, and all you have to do is ${repair}. Call someone if that does not help.`,
    ),
    row(`What tools does one need for ${thing}?`, `Hardly any. Since ${cause}, it is enough to ${repair}.`),
  ]),
  ...numbers.flatMap((n) => [
    row(
      `A shop sells pens in boxes of ${n}. How many pens are in ${n + 4} boxes?`,
      `${n + 4} boxes of ${n} pens make ${n} × ${n + 4} = ${n * (n + 4)} pens.`,
    ),
    row(
      `I walk ${n} kilometres every day. How far is that in a fortnight?`,
      `A fortnight has 14 days, so you walk 14 × ${n} = ${14 * n} kilometres.`,
    ),
    row(
      `How many minutes are ${n} hours and ${(n * 7) % 60} minutes?`,
      `${n} hours are ${n * 60} minutes; with ${(n * 7) % 60} more that makes ${n * 60 + ((n * 7) % 60)} minutes.`,
    ),
  ]),
];

const planted = [
  row("What is the capital of Portugal?", "The capital of Portugal is Lisbon.", null),
  row("And of Norway?", "The capital of Norway is Oslo.", null),
  {
    conversations: [
      { role: "user", content: "Name a river in Egypt." },
      { role: "assistant", content: "The Nile runs through Egypt." },
    ],
  },
  { system: SYSTEM, conversations: [{ role: "user", content: "Does anyone answer this?" }] },
  { system: SYSTEM, conversations: [] },
  {
    system: SYSTEM,
    conversations: [
      { role: "assistant", content: "I speak first." },
      { role: "user", content: "So I see." },
    ],
  },
  {
    system: SYSTEM,
    conversations: [
      { role: "human", content: "Which names may roles have?" },
      { role: "gpt", content: "Only user and assistant." },
    ],
  },
  {
    system: SYSTEM,
    source: "forum",
    conversations: [
      { role: "user", content: "What is a leap year?" },
      { role: "assistant", content: "A year of 366 days." },
    ],
  },
  row("Say nothing.", "   "),
  row(
    "  Why is white space around a text a problem?  ",
    "It is stripped in training and only hides that two rows are equal.\n",
  ),
  row("What ends a turn?", "In this template the token <|im_end|> ends a turn."),
  row("What is in this text?", "There is a control character \u0007 in the middle."),
  row("What happened to this caf\ufffd?", "Its accent was lost on the way here."),
  row(
    "Name three reasons to bake at home.",
    "There are three good reasons to bake at home: it is cheap, it smells wonderful, and it is the",
  ),
  row(
    "Write a letter to my landlord.",
    "Dear [insert name], the heating in my flat has been cold since Monday.",
  ),
  row("Where do I send the form?", "Send it to anna.schmidt@posteo.de and keep a copy."),
  row("Which key did you use?", `The one that starts like this: hf_${"SamplePlantedToken".repeat(2)}`),
  row("What is the boiling point of water?", "At sea level water boils at 100 degrees Celsius."),
  row("What is the boiling point of water?", "Water boils at 90 degrees Celsius at sea level."),
  row(
    "How do I repair a dripping tap?",
    "Most often the washer is worn. So turn the water off, open the tap and put in a new washer of the same size.",
  ),
  row(
    "What do I need for pancakes?",
    "For pancakes you need flour, milk, eggs, a spoon of sugar and a pinch of salt. My one tip: let the batter rest for ten minutes before the very first one.",
  ),
  row(
    "Where should I keep basil?",
    "It wants six hours of sun and moist soil. Then pinch out the tips so that it grows bushy!",
  ),
];

const mixed = [...rows];
for (const [index, item] of planted.entries()) mixed.splice(7 + index * 13, 0, item);
const file = inRoot("resources", "samples", "assay-sample.jsonl");
writeFileSync(file, mixed.map((item) => `${JSON.stringify(item)}\n`).join(""));
console.error(`${mixed.length} rows`);
