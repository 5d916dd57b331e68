/** A text with every place marked where what was searched for stands. */
export function Marked({ text, found }: { text: string; found: string }) {
  if (found === "") return text;
  const parts: { readonly at: number; readonly text: string; readonly isFound: boolean }[] = [];
  const within = text.toLowerCase();
  const wanted = found.toLowerCase();
  let from = 0;
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, from)) {
    if (at > from) parts.push({ at: from, text: text.slice(from, at), isFound: false });
    parts.push({ at, text: text.slice(at, at + wanted.length), isFound: true });
    from = at + wanted.length;
  }
  if (from < text.length) parts.push({ at: from, text: text.slice(from), isFound: false });
  return parts.map((part) => (part.isFound ? <mark key={part.at}>{part.text}</mark> : part.text));
}
