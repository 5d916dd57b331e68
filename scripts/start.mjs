// `npm start`: sets everything up and opens Assay in a window of its own, or, where that cannot be, in the browser.
import { ensureDesktop, openDesktop } from "./lib/desktop.mjs";
import { handOver } from "./lib/launch.mjs";
import { inRoot } from "./lib/paths.mjs";
import { ensureDesktopBuilt, ensureInstalled, ensureScreenBuilt, guarded } from "./lib/setup.mjs";

await guarded(async () => {
  await ensureInstalled();
  await ensureScreenBuilt();
  const desktop = await ensureDesktop();
  if (desktop.reason === null) {
    await ensureDesktopBuilt();
    const opened = await openDesktop(desktop.binary);
    if (opened.reason === null) return;
    desktop.reason = opened.reason;
  }
  console.error(`Opening Assay in the browser, because ${desktop.reason}.`);
  await handOver([inRoot("src-main", "cli", "assay.entry.ts"), "serve", "--open", ...process.argv.slice(2)]);
});
