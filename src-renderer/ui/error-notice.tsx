import { notifications } from "@mantine/notifications";
import { AssayError, describeError, type WireError } from "../../src-shared/contract/index.ts";
import { language } from "../texts/index.ts";

/** An error's sentence and next step, as the catalogue words them. */
export function wordsFor(error: unknown): { sentence: string; mend: string } {
  if (error instanceof AssayError) return describeError(error.code, error.details, language());
  const what = error instanceof Error ? error.message : "unknown";
  return describeError("Internal", { what }, language());
}

export function showError(error: unknown): void {
  const { sentence, mend } = wordsFor(error);
  notifications.show({ title: sentence, message: mend, color: "red", autoClose: 8_000 });
}

export function showWireError({ code, details }: WireError): void {
  showError(new AssayError(code, details));
}

export const showDone = (message: string): void =>
  void notifications.show({ message, color: "gold", autoClose: 4_000 });
