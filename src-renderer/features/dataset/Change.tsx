import { changeOf } from "./change-of.ts";

/** What a text was and what it will be, with the difference marked; long texts are cut to its surroundings. */
export function Change({ before, after }: { before: string; after: string }) {
  const { start, removed, added, end } = changeOf(before, after);
  return (
    <span className="change">
      {start}
      {removed !== "" && <del>{removed}</del>}
      {added !== "" && <ins>{added}</ins>}
      {end}
    </span>
  );
}
