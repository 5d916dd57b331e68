/**
 * Keeps the page up to date in the browser: it asks for the page again and puts its contents in place of the old ones.
 * It waits while nobody looks, and while something is selected.
 */
export const SCRIPT = `
const EVERY_MS = 5000;
const stale = document.getElementById("stale");
async function refresh() {
  if (document.hidden || !getSelection().isCollapsed) return;
  try {
    const response = await fetch(location.pathname, { cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const scrolled = [...document.querySelectorAll(".scroll")].map((part) => part.scrollTop);
    document.title = next.title;
    document.querySelector("main").replaceWith(next.querySelector("main"));
    document.querySelectorAll(".scroll").forEach((part, index) => { part.scrollTop = scrolled[index] ?? 0; });
    document.body.classList.remove("stale");
    stale.hidden = true;
  } catch {
    document.body.classList.add("stale");
    stale.hidden = false;
  }
}
setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", refresh);
`;
