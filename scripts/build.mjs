// `npm run build`: the screen and the desktop host, where their sources changed.
import { ensureDesktopBuilt, ensureScreenBuilt, guarded } from "./lib/setup.mjs";

await guarded(async () => {
  await ensureScreenBuilt();
  await ensureDesktopBuilt();
});
