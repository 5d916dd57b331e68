export { downloadHeaders } from "./download-headers.ts";
export { type ScreenFile, ScreenFiles } from "./screen-files.ts";
export { securityHeaders } from "./security-headers.ts";
