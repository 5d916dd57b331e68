let unsaved = 0;

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Says that something typed is not stored yet: leaving the page asks first, until the answer is called. */
export function markUnsaved(): () => void {
  if (unsaved++ === 0) window.addEventListener("beforeunload", warn);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    if (--unsaved === 0) window.removeEventListener("beforeunload", warn);
  };
}
