export const count = (value: number): string => value.toLocaleString("en");
export const plural = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

export const percent = (share: number): string => `${Math.floor(share * 100)}%`;

export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  if (value < 1_000_000) return `${(value / 1_000).toFixed(1)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

export const when = (iso: string): string =>
  new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Saves what the services made, through the browser's own download. */
export function saveDownload(id: string): void {
  const link = document.createElement("a");
  link.href = `/download/${id}`;
  link.download = "";
  link.click();
}
