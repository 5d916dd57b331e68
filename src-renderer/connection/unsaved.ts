import { useSyncExternalStore } from "react";

let unsaved = 0;
const listeners = new Set<() => void>();

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();

function count(change: 1 | -1): void {
  unsaved += change;
  if (unsaved === 1 && change === 1) window.addEventListener("beforeunload", warn);
  if (unsaved === 0) window.removeEventListener("beforeunload", warn);
  for (const listener of listeners) listener();
}

/** Says that something typed is not stored yet: leaving the page asks first, until the answer is called. */
export function markUnsaved(): () => void {
  count(1);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    count(-1);
  };
}

/** Fulfilled once all that was typed is stored: for what reads the rows right after an edit. */
export function allSaved(): Promise<void> {
  if (unsaved === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (unsaved > 0) return;
      listeners.delete(look);
      resolve();
    };
    listeners.add(look);
  });
}

/** True while anything typed is not stored yet. */
export const useUnsaved = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => unsaved > 0,
  );
