/** A change of a text: what stands around it, what goes and what comes. */
export interface TextChange {
  readonly start: string;
  readonly removed: string;
  readonly added: string;
  readonly end: string;
}

const AROUND = 48;
const WORD = /[\p{L}\p{M}\p{N}]/u;

/** The one stretch in which two texts differ, by whole words, with a little of what is around it. */
export function changeOf(before: string, after: string): TextChange {
  const from = [...before];
  const to = [...after];
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail++;
  if (head < from.length || head < to.length) {
    while (head > 0 && WORD.test(from[head - 1] ?? "")) head--;
    while (tail > 0 && WORD.test(from[from.length - tail] ?? "")) tail--;
  }
  const start = from.slice(0, head);
  const end = from.slice(from.length - tail);
  return {
    start: start.length > AROUND ? `… ${start.slice(-AROUND).join("")}` : start.join(""),
    removed: from.slice(head, from.length - tail).join(""),
    added: to.slice(head, to.length - tail).join(""),
    end: end.length > AROUND ? `${end.slice(0, AROUND).join("")} …` : end.join(""),
  };
}
