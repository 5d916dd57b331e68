export { LoginStore } from "./login-store.ts";
export { DEFAULT_SETTINGS, SettingsStore } from "./settings-store.ts";
