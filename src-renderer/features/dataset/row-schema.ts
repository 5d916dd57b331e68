import { say } from "../../texts/index.ts";

type Monaco = typeof import("monaco-editor/editor/editor.api.js");

const schema = () => ({
  type: "object",
  required: ["conversations"],
  properties: {
    system: { type: ["string", "null"], description: say("conversation.json.systemPrompt") },
    conversations: {
      type: "array",
      items: {
        type: "object",
        required: ["role", "content"],
        properties: { role: { type: "string", enum: ["user", "assistant"] }, content: { type: "string" } },
      },
    },
  },
});

interface JsonDefaults {
  setDiagnosticsOptions(options: unknown): void;
}

/** Tells the editor what a row looks like, so that it marks what is not one. */
export function rowSchema(monaco: Monaco): void {
  const { json } = monaco as unknown as { json?: { jsonDefaults: JsonDefaults } };
  const languages = monaco.languages as unknown as { json?: { jsonDefaults: JsonDefaults } };
  (json ?? languages.json)?.jsonDefaults.setDiagnosticsOptions({
    validate: true,
    schemas: [{ uri: "assay://row", fileMatch: ["*"], schema: schema() }],
  });
}
