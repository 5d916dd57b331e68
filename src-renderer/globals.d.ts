declare module "monaco-editor/language/json/monaco.contribution.js";
declare module "monaco-editor/editor/editor.api.js" {
  export * from "monaco-editor";
}
