export { childProcessHost } from "../../../src-shared/system/index.ts";
export { noBox, passwordBox } from "./password-box.ts";
