import { diffWordsWithSpace } from "diff";
import { useMemo } from "react";

/** A text with those words marked that another one does not have in the same place. */
export function Differing({ text, from }: { text: string; from: string }) {
  const parts = useMemo(() => {
    let at = 0;
    return diffWordsWithSpace(from, text)
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => {
        const part = { at, value, isOther: added };
        at += value.length;
        return part;
      });
  }, [text, from]);
  return parts.map(({ at, value, isOther }) => (isOther ? <mark key={at}>{value}</mark> : value));
}
