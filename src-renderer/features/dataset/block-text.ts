/**
 * A block of cells as spreadsheets put it on the clipboard: tabs between cells, line ends between rows, and cells that
 * hold either, or a quote at their beginning, in quotes.
 */
export const formatBlock = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => cells.map(formatCell).join("\t")).join("\n");

const formatCell = (text: string): string =>
  /[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** The cells of a block; a line end at its very end begins no further row. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const { cell, end } = readCell(text, at);
    cells.push(cell);
    at = end;
    if (text[at] === "\t") {
      at++;
      continue;
    }
    rows.push(cells);
    cells = [];
    if (text.startsWith("\r\n", at)) at++;
    at++;
    if (at === text.length) break;
  }
  return rows;
}

function readCell(text: string, start: number): { cell: string; end: number } {
  if (text[start] === '"') {
    const quoted = readQuoted(text, start);
    if (quoted !== null) return quoted;
  }
  const length = text.slice(start).search(/\t|\r?\n/);
  const end = length < 0 ? text.length : start + length;
  return { cell: text.slice(start, end), end };
}

/** Null where the quotes do not embrace a whole cell: then they are a part of its text. */
function readQuoted(text: string, start: number): { cell: string; end: number } | null {
  let cell = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') {
      cell += '"';
      at++;
    } else {
      const next = text.slice(at + 1, at + 3);
      return next === "" || /^(?:\t|\n|\r\n)/.test(next) ? { cell, end: at + 1 } : null;
    }
  }
  return null;
}
