/** Indented for reading, but only where that loses nothing: numbers could be spelled in ways JavaScript forgets. */
export function pretty(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(value) === json ? JSON.stringify(value, null, 2) : json;
  } catch {
    return json;
  }
}
