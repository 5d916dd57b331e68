/** The screen's address in the desktop host: a scheme of our own, so that no file:// rights come with it. */
export const SCHEME = "assay";
export const APP_ORIGIN = `${SCHEME}://app`;

/** True for the page of this app and nothing else. */
export function isOwnUrl(url: string): boolean {
  try {
    const { protocol, host } = new URL(url);
    return protocol === `${SCHEME}:` && host === "app";
  } catch {
    return false;
  }
}

const EXTERNAL_HOSTS = ["huggingface.co", "taostats.io", "docs.learnbittensor.org", "github.com"];

/** True for pages that Assay links to: they open in the system's browser. */
export function isAllowedExternal(url: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(url);
    const isKnown = EXTERNAL_HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
    return protocol === "https:" && isKnown && username === "" && password === "";
  } catch {
    return false;
  }
}
