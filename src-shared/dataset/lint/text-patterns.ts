import type { PersonalKind, PlaceholderKind, SecretKind } from "../../contract/index.ts";

/** Special tokens of the chat templates in use: text that spells one is read as the token. */
export const TEMPLATE_TOKEN =
  /<\|(?:im_start|im_end|endoftext|begin_of_text|end_of_text|eot_id|eom_id|start_header_id|end_header_id|python_tag|finetune_right_pad_id|fim_prefix|fim_middle|fim_suffix|fim_pad|repo_name|file_sep|object_ref_start|object_ref_end|box_start|box_end|quad_start|quad_end|vision_start|vision_end|vision_pad|image_pad|video_pad|reserved_special_token_\d+)\|>|<\/?tool_call>/;

/** Control characters other than tab, line feed and carriage return, and invisible direction marks. */
export const CONTROL_CHARACTER =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;

export const BROKEN_UNICODE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\ufffd/g;

export const PLACEHOLDERS: readonly { readonly kind: PlaceholderKind; readonly pattern: RegExp }[] = [
  { kind: "loremIpsum", pattern: /\blorem ipsum dolor\b/i },
  { kind: "todo", pattern: /\bTODO\b(?=[:\s]*(?:fill|write|add|insert|complete|answer)|:?\s*$)/m },
  { kind: "gap", pattern: /\[(?:insert|your|enter|add|fill in)\s+\w[^\]\n]{0,60}\]/i },
  { kind: "gap", pattern: /<(?:insert|your|enter)[ _][^>\n]{1,60}>/i },
  { kind: "gap", pattern: /\{\{\s*[\w ]{1,40}\s*\}\}/ },
  { kind: "refusal", pattern: /\bas an ai (?:language )?model\b/i },
];

export const SECRETS: readonly { readonly kind: SecretKind; readonly pattern: RegExp }[] = [
  { kind: "huggingFaceToken", pattern: /\bhf_[A-Za-z0-9]{30,}\b/ },
  { kind: "modelKey", pattern: /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}\b/ },
  { kind: "gitHubToken", pattern: /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{50,}\b/ },
  { kind: "awsKey", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { kind: "googleKey", pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { kind: "slackToken", pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/ },
  { kind: "privateKey", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
  { kind: "webToken", pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
];

const EMAIL = /\b[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b/g;
const INVENTED_EMAIL =
  /@(?:[\w-]+\.)*(?:example|test|invalid|localhost|domain|email|company|yourcompany)(?:\.\w+)?$/i;
const PHONE =
  /(?<![\w.+-])(?:\+\d{1,3}[ .-]?)(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){2,4}(?![\w-])|(?<![\w.+-])\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4}(?![\w-])/g;
const INVENTED_PHONE = /555[ .-]?\d{4}$|555[ .-]?01\d{2}/;
const CARD = /(?<![\d.])(?:\d[ -]?){13,19}(?![\d.])/g;

/** What kind of personal data a text seems to hold; null for none. */
export function findPersonalData(text: string): PersonalKind | null {
  if (text.match(EMAIL)?.some((address) => !INVENTED_EMAIL.test(address))) return "mail";
  if (text.match(CARD)?.some(isCardNumber)) return "card";
  if (text.match(PHONE)?.some((number) => !INVENTED_PHONE.test(number))) return "phone";
  return null;
}

/** Known first digits, the right length, and the check digit (Luhn). */
function isCardNumber(candidate: string): boolean {
  const digits = candidate.replace(/\D/g, "");
  if (!/^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12})$/.test(digits))
    return false;
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const DANGLING_WORD =
  /\b(?:the|a|an|and|or|of|to|with|for|in|on|at|by|from|that|which|because|is|are|was|were|will|your|their|its)$/i;
const SHORTEST_PROSE_CHARS = 40;

/** True where an answer seems to stop in the middle: in a sentence, or inside a code block. */
export function breaksOff(answer: string): boolean {
  const text = answer.trimEnd();
  if ((text.match(/^```/gm)?.length ?? 0) % 2 === 1) return true;
  if (text.length < SHORTEST_PROSE_CHARS) return false;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  return DANGLING_WORD.test(lastLine) || /[a-z],$/i.test(lastLine);
}
