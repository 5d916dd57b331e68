export interface TranscriptTurn {
  readonly role: "user" | "assistant";
  readonly content: string;
}

export interface Transcript {
  /** What was said under the name of the system; null where nothing was. */
  readonly system: string | null;
  readonly turns: readonly TranscriptTurn[];
}

const USER = "user|human|you|me|question|prompt|q";
const ASSISTANT = "assistant|ai|bot|model|chatgpt|claude|gemini|llama|qwen|answer|response|a";
/** A speaker's name at the beginning of a line: plain with a colon, in bold, or as a heading. */
const SPEAKER = new RegExp(
  `^\\s*(?:#{1,6}\\s*)?(?:\\*\\*|__)?(?:(system)|(${USER})|(${ASSISTANT}))(?:\\*\\*|__)?\\s*(?:said)?\\s*([:：])(?:\\*\\*|__)?[ \\t]*`,
  "i",
);
const HEADING = new RegExp(`^\\s*#{1,6}\\s*(?:(system)|(${USER})|(${ASSISTANT}))\\s*$`, "i");

/**
 * Takes a conversation apart that was copied as text, by the names of who speaks. Text before the first name, or all of
 * a text without names, is what the user says. What one says twice in a row stays one turn.
 */
export function readTranscript(text: string): Transcript {
  const said: { speaker: "system" | "user" | "assistant"; lines: string[] }[] = [];
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const match = SPEAKER.exec(line) ?? HEADING.exec(line);
    const current = said.at(-1);
    if (match === null) {
      if (current === undefined) said.push({ speaker: "user", lines: [line] });
      else current.lines.push(line);
      continue;
    }
    const speaker = match[1] !== undefined ? "system" : match[2] !== undefined ? "user" : "assistant";
    const rest = line.slice(match[0].length);
    if (current?.speaker === speaker) current.lines.push("", rest);
    else said.push({ speaker, lines: [rest] });
  }
  const spoken = said
    .map(({ speaker, lines }) => ({ speaker, content: lines.join("\n").trim() }))
    .filter(({ content }) => content !== "");
  return {
    system: spoken.find(({ speaker }) => speaker === "system")?.content ?? null,
    turns: spoken.flatMap(({ speaker, content }) =>
      speaker === "system" ? [] : [{ role: speaker, content }],
    ),
  };
}
