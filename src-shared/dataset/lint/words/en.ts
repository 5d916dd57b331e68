import type { RuleId } from "../rules.ts";
import type { RuleWords } from "./rule-words.ts";

export const rules: Readonly<Record<RuleId, RuleWords>> = {
  "invalid-json": {
    title: "Line that is no JSON",
    sentence:
      "The validators read every line as JSON; one that is none stops the training of the whole dataset.",
    mend: "Mend the line in the list of bad lines, or leave it out.",
  },
  "blank-line": {
    title: "Blank line",
    sentence: "A blank line, even the last one, stops the training of the whole dataset.",
    mend: "Take the line out; exported files never have one.",
  },
  schema: {
    title: "Not a conversation",
    sentence:
      "A row needs a list called conversations of turns, each with a role and a content that are text.",
    mend: "Mend the row in its JSON view.",
  },
  "empty-conversation": {
    title: "No turns",
    sentence: "There is nothing to train on in a conversation without turns.",
    mend: "Add a user and an assistant turn, or drop the row.",
  },
  "role-order": {
    title: "Wrong order of roles",
    sentence:
      "Turns must alternate user, assistant, user, assistant; any other order stops the training of the whole dataset.",
    mend: "Change the role, or move or remove the turn.",
  },
  "dropped-turn": {
    title: "Turn without an answer",
    sentence: "Turns are taken in pairs; a last one without a partner is silently dropped.",
    mend: "Add the answer, or remove the last turn.",
  },
  "duplicate-key": {
    title: "Key given twice",
    sentence: "An object holds the same key twice; only the last value counts.",
    mend: "Keep one of the two.",
  },
  "unknown-keys": {
    title: "Keys nobody reads",
    sentence:
      "Keys besides system, conversations, role and content are not read by the validators, but make two rows differ.",
    mend: "Remove them unless you need them.",
  },
  "system-null": {
    title: "System is null",
    sentence:
      "Validators that run the reference code fail on a null system prompt, and with it on the whole dataset.",
    mend: "Set a system prompt.",
  },
  "system-missing": {
    title: "System is missing",
    sentence:
      "Validators that run the reference code fail on a row without a system key, and with it on the whole dataset.",
    mend: "Set a system prompt; an empty one is allowed.",
  },
  "empty-content": {
    title: "Empty turn",
    sentence: "A turn holds nothing but white space.",
    mend: "Write its text, or remove it.",
  },
  "outer-whitespace": {
    title: "White space around the text",
    sentence:
      "White space before or after a text is stripped in training; it only makes equal rows look different.",
    mend: "Trim it.",
  },
  "template-token": {
    title: "Chat-template token in the text",
    sentence:
      "Text such as <|im_end|> is read as the token itself: it can end a turn early or smuggle one in.",
    mend: "Rewrite the passage without it.",
  },
  "control-character": {
    title: "Control character",
    sentence: "The text holds an invisible control character.",
    mend: "Remove it.",
  },
  "broken-unicode": {
    title: "Broken character",
    sentence: "The text holds half of a character or a replacement sign: it was damaged on its way here.",
    mend: "Take the text from its source again, or remove the broken sign.",
  },
  "nothing-to-learn": {
    title: "Nothing left to learn from",
    sentence:
      "What comes before the first answer fills the whole training window, so the answer is cut away.",
    mend: "Shorten the system prompt or the question.",
  },
  "too-long": {
    title: "Longer than the training window",
    sentence: "The end of the row is cut away in training.",
    mend: "Split or shorten the conversation.",
  },
  "truncated-answer": {
    title: "Answer breaks off",
    sentence:
      "An answer seems to end in the middle of a sentence or of a code block; models learn to break off too.",
    mend: "Finish the answer.",
  },
  "placeholder-text": {
    title: "Placeholder text",
    sentence: "The text holds something that was meant to be filled in, or a stock refusal.",
    mend: "Fill it in, or drop the row.",
  },
  secret: {
    title: "Likely a secret",
    sentence: "The text holds what looks like a key or a token. What is published stays public.",
    mend: "Remove it, and withdraw the key where it came from.",
  },
  "personal-data": {
    title: "Likely personal data",
    sentence: "The text holds what looks like a mail address, a phone number or a card number.",
    mend: "Remove it or put an invented one in its place.",
  },
  "exact-duplicate": {
    title: "Exact duplicate",
    sentence: "The same text stands in another row; training on it twice teaches little.",
    mend: "Keep one of them.",
  },
  "near-duplicate": {
    title: "Near duplicate",
    sentence: "Another row says nearly the same.",
    mend: "Look at them side by side and keep the better one.",
  },
  "conflicting-answers": {
    title: "Same question, different answers",
    sentence: "The same question is answered differently in another row, which teaches the model neither.",
    mend: "Keep the right answer.",
  },
  "beyond-rows": {
    title: "Row that does not count",
    sentence: "This competition reads only the first rows of the file; the rest is dropped silently.",
    mend: "Move the row up or drop it.",
  },
  "not-in-eval-set": {
    title: "Row from outside the eval set",
    sentence:
      "In this competition every row must stand, unchanged, in the eval set; one that does not fails the dataset.",
    mend: "Drop the row, or replace it by one of the eval set.",
  },
  "repeated-row": {
    title: "Row given twice",
    sentence:
      "In this competition every row must be another member of the eval set; a repeated one fails the dataset.",
    mend: "Keep one of them.",
  },
  "eval-set-unknown": {
    title: "Eval set not compared",
    sentence:
      "In this competition every row must stand, unchanged, in the eval set; whether yours do is not known, since the eval set is not here.",
    mend: "Get the eval set, then look again.",
  },
  "dataset-size": {
    title: "Size of the dataset",
    sentence: "Very few rows teach a model little; none at all cannot be published.",
    mend: "Add rows.",
  },
  "dataset-balance": {
    title: "Balance of the dataset",
    sentence: "Many rows begin alike or answer in very few words, so the model mostly learns that.",
    mend: "Vary the questions and the answers.",
  },
};
