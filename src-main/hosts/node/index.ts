export { childProcessHost } from "./child-processes.ts";
export { noBox, passwordBox } from "./password-box.ts";
