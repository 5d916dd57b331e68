export const log = {
  title: "Log",
  filter: "Filter",
  leastLevel: "Least level",
  levels: { debug: "debug", info: "info", warn: "warn", error: "error" },
  refresh: "Refresh",
  saveBundle: "Save diagnostics bundle",
  entries: "Log entries",
  nothing: "Nothing at this level.",
};
