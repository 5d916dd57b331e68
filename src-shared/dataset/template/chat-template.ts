import { pythonStrip } from "../row/strip.ts";
import type { RowView } from "../row/view.ts";

export type TemplateName = "qwen2.5" | "llama-3";

/** A stretch of a row as a model reads it: pieces are tokenized one by one. */
export interface TemplatePiece {
  readonly text: string;
  /** Whether the model is to learn to say it. */
  readonly learn: boolean;
}

/** Why validators can't train on a row. */
export type TemplateFault = "not-a-row" | "no-system" | "wrong-role";

interface ChatTemplate {
  readonly system: (content: string) => string;
  readonly user: (content: string) => string;
  readonly assistant: (content: string) => string;
}

const TEMPLATES: Readonly<Record<TemplateName, ChatTemplate>> = {
  "qwen2.5": {
    system: (content) => `<|im_start|>system\n${content}<|im_end|>\n`,
    user: (content) => `<|im_start|>user\n${content}<|im_end|>\n<|im_start|>assistant\n`,
    assistant: (content) => `${content}<|im_end|>\n`,
  },
  "llama-3": {
    system: (content) =>
      `<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n${content}<|eot_id|>`,
    user: (content) =>
      `<|start_header_id|>user<|end_header_id|>\n\n${content}<|eot_id|>` +
      "<|start_header_id|>assistant<|end_header_id|>\n\n",
    assistant: (content) => `${content}<|eot_id|>`,
  },
};

/** One text as a template writes it in a role; in one that it does not know, as what a user says. */
export function templatePart(name: TemplateName, role: string, content: string): string {
  const template = TEMPLATES[name];
  return (role === "system" || role === "assistant" ? template[role] : template.user)(content);
}

/**
 * A row as the validators' template writes it: the system prompt, then each pair of user and assistant, contents without
 * outer white space; a turn that is left over at the end is dropped, as they do it.
 */
export function templatePieces(view: RowView, name: TemplateName): TemplatePiece[] | TemplateFault {
  if (!view.wellFormed) return "not-a-row";
  if (view.system.kind !== "text") return "no-system";
  const template = TEMPLATES[name];
  const pieces = [{ text: template.system(pythonStrip(view.system.text)), learn: false }];
  for (let index = 0; index + 1 < view.turns.length; index += 2) {
    const [user, assistant] = view.turns.slice(index, index + 2);
    if (user?.role !== "user" || assistant?.role !== "assistant") return "wrong-role";
    pieces.push(
      { text: template.user(pythonStrip(user.content)), learn: false },
      { text: template.assistant(pythonStrip(assistant.content)), learn: true },
    );
  }
  return pieces;
}
