const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const NOTHING = "–";

/** "16:42 UTC" of the same day, else with the date. */
export function clock(iso: string, nowIso: string): string {
  const time = `${iso.slice(11, 16)} UTC`;
  return iso.slice(0, 10) === nowIso.slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}

/** "3 min ago". */
export function ago(iso: string, nowIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(nowIso) - Date.parse(iso)) / 1000));
  return seconds < 5 ? "now" : `${duration(seconds)} ago`;
}

/** "45 s", "3 min", "2 h 5 min", "4 d". */
export function duration(seconds: number): string {
  if (seconds < MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds >= 2 * DAY) return `${Math.floor(seconds / DAY)} d`;
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  return `${Math.floor(seconds / HOUR)} h${minutes === 0 ? "" : ` ${minutes} min`}`;
}

export const count = (value: number): string => value.toLocaleString("en");
/** Four decimals, as losses differ in the third. */
export const loss = (value: number | null): string =>
  value === null ? NOTHING : Number.isInteger(value) ? String(value) : value.toFixed(4);
export const share = (value: number | null): string =>
  value === null ? NOTHING : `${(value * 100).toFixed(2)} %`;

/** The ends of an address, which tell it from others. */
export const short = (address: string): string =>
  address.length <= 14 ? address : `${address.slice(0, 6)}…${address.slice(-5)}`;
