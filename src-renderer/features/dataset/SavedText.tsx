import { Textarea } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useServices } from "../../connection/services.tsx";
import { markUnsaved } from "../../connection/unsaved.ts";
import { showError } from "../../ui/error-notice.tsx";

/** A pause in typing after which what stands there is saved. */
const PAUSE_MS = 800;

/**
 * A text that is saved when one leaves it, and after a pause: a crash costs no more than what is being typed. What
 * could not be saved stays in the field and is tried again when the services are back.
 */
export function SavedText({
  label,
  text,
  placeholder,
  onSave,
}: {
  label: string;
  text: string;
  placeholder?: string;
  /** Answers false where the text was not taken: what is stored stands again then. */
  onSave: (text: string) => Promise<boolean>;
}) {
  const { isConnected } = useServices();
  const [typed, setTyped] = useState(text);
  const latest = useRef({ typed, stored: text, isComposing: false, onSave });
  latest.current.onSave = onSave;
  const release = useRef<(() => void) | null>(null);

  const settle = useCallback((): void => {
    release.current?.();
    release.current = null;
  }, []);
  const save = useCallback((): void => {
    const now = latest.current;
    if (now.typed === now.stored) {
      settle();
      return;
    }
    const { typed: sent, stored: before } = now;
    now.stored = sent;
    now.onSave(sent).then(
      (isTaken) => {
        if (!isTaken) {
          now.stored = before;
          if (now.typed !== sent) return;
          now.typed = before;
          setTyped(before);
        }
        if (now.typed === now.stored) settle();
      },
      (error: unknown) => {
        now.stored = before;
        showError(error);
      },
    );
  }, [settle]);

  useEffect(() => {
    const now = latest.current;
    if (text === now.stored) return;
    const isTouched = now.typed !== now.stored;
    now.stored = text;
    if (isTouched) return;
    now.typed = text;
    setTyped(text);
  }, [text]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each keystroke starts the pause anew
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!latest.current.isComposing && isConnected) save();
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, isConnected, save]);

  useEffect(() => {
    window.addEventListener("pagehide", save);
    return () => {
      window.removeEventListener("pagehide", save);
      save();
      settle();
    };
  }, [save, settle]);

  return (
    <Textarea
      aria-label={label}
      autosize
      minRows={1}
      maxRows={28}
      dir="auto"
      variant="unstyled"
      {...(placeholder === undefined ? {} : { placeholder })}
      value={typed}
      onChange={(event) => {
        latest.current.typed = event.currentTarget.value;
        release.current ??= markUnsaved();
        setTyped(event.currentTarget.value);
      }}
      onCompositionStart={() => {
        latest.current.isComposing = true;
      }}
      onCompositionEnd={() => {
        latest.current.isComposing = false;
      }}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
      }}
    />
  );
}
