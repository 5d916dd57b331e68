// The laws between the rooms. A room is a folder of src-shared, src-main, src-renderer or the validator;
// `npm run check` fails when an import breaks one of them.
const PURE = "^src-shared/(dataset|dedup|competition|contract)/";
const TESTS = "\\.test\\.tsx?$";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circles",
      comment: "Import circles hide which module stands on which.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "pure-rooms-stay-pure",
      comment: "Pure rooms run in the browser, in workers and in the validator alike: no Node modules.",
      severity: "error",
      from: { path: PURE, pathNot: TESTS },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-rooms-import-pure-rooms",
      comment: "A pure room may stand only on another pure room or on zod.",
      severity: "error",
      from: { path: PURE, pathNot: TESTS },
      to: { pathNot: [PURE, "node_modules/(zod|papaparse|@noble/hashes)/"] },
    },
    {
      name: "renderer-sees-only-pure-rooms",
      comment: "The screen speaks to the services over the contract and never imports them.",
      severity: "error",
      from: { path: "^src-renderer/", pathNot: TESTS },
      to: { path: "^(src-|validator-headless|bench|e2e|scripts)", pathNot: ["^src-renderer/", PURE] },
    },
    {
      name: "renderer-imports-no-node",
      severity: "error",
      comment: "The screen runs in a browser.",
      from: { path: "^src-renderer/", pathNot: ["vite\\.config", TESTS] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "only-the-desktop-host-imports-electron",
      severity: "error",
      comment: "Everything else must also run under plain Node.",
      from: { pathNot: "^src-main/hosts/electron/" },
      to: { path: "^electron$|node_modules/electron/" },
    },
    {
      name: "shared-stands-alone",
      severity: "error",
      comment: "What the app and the validator stand on knows neither of them.",
      from: { path: "^src-shared/" },
      to: { path: "^(src-main|src-renderer|validator-headless)/" },
    },
    {
      name: "validator-never-imports-the-app",
      severity: "error",
      comment: "The validator ships alone.",
      from: { path: "^validator-headless/" },
      to: { path: "^(src-main|src-renderer)/" },
    },
    {
      name: "app-only-starts-the-validator",
      severity: "error",
      comment:
        "The app runs the practice validator as a process, by its entry's address, and shares no module with it.",
      from: { path: "^(src-main|src-renderer)/" },
      to: { path: "^validator-headless/" },
    },
    {
      name: "rooms-are-entered-by-their-door",
      severity: "error",
      comment: "Another room's inside may change: import its index.ts.",
      from: { path: "^src-shared/([^/]+)/", pathNot: TESTS },
      to: { path: "^src-shared/([^/]+)/(?!index\\.ts$).+\\.ts$", pathNot: "^src-shared/$1/" },
    },
    {
      name: "shared-rooms-are-entered-by-their-door",
      severity: "error",
      comment:
        "Another room's inside may change: import its index.ts (or, for a process entry, its *.entry.ts).",
      from: { path: "^(src-main|src-renderer|validator-headless|bench|e2e)/" },
      to: { path: "^src-shared/[^/]+/(?!(index|[a-z-]+\\.entry)\\.ts$).+\\.tsx?$" },
    },
    {
      name: "services-know-no-host",
      severity: "error",
      comment: "Hosts and the command line stand on the services, never the other way.",
      from: { path: "^src-main/services/", pathNot: TESTS },
      to: { path: "^src-main/(hosts|cli)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(out|node_modules/(?!(zod|papaparse|@noble/hashes|electron)/))" },
    parser: "swc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
      conditionNames: ["import", "require", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
