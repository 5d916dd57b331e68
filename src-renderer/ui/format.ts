import { locale } from "../texts/index.ts";

export const count = (value: number): string => value.toLocaleString(locale());

/** A number with so many decimal places, always. */
export const fixed = (value: number, places: number): string =>
  value.toLocaleString(locale(), {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    useGrouping: false,
  });

/** A number to four decimal places that always has its sign. */
export const signed = (value: number): string =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${fixed(Math.abs(value), 4)}`;

export const percent = (share: number): string =>
  (Math.floor(share * 100) / 100).toLocaleString(locale(), { style: "percent" });

export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  if (value < 1_000_000) return `${fixed(value / 1_000, 1)} kB`;
  return `${fixed(value / 1_000_000, 1)} MB`;
}

export const when = (iso: string): string =>
  new Date(iso).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
export const timeOfDay = (iso: string): string => new Date(iso).toLocaleTimeString(locale());

/** Saves what the services made, through the browser's own download. */
export function saveDownload(id: string): void {
  const link = document.createElement("a");
  link.href = `/download/${id}`;
  link.download = "";
  link.click();
}
