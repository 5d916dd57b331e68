/// <reference lib="dom" />

/** Run in the page: scrolls the table from end to end and answers how long each frame took, in ms. */
export async function scrollThrough({ steps }: { steps: number }): Promise<number[]> {
  const scroller = document.querySelector('[role="grid"]');
  if (scroller === null) throw new Error("there is no table");
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const frames: number[] = [];
  let last = await nextFrame();
  for (let step = 0; step <= steps; step++) {
    scroller.scrollTop = ((scroller.scrollHeight - scroller.clientHeight) * step) / steps;
    const now = await nextFrame();
    frames.push(now - last);
    last = now;
  }
  scroller.scrollTop = 0;
  await nextFrame();
  return frames;
}

/** Run in the page while a cell is edited: presses Enter and answers after how many ms all changes were saved. */
export function saveAndWait(): Promise<number> {
  const footer = document.querySelector(".footbar");
  if (footer === null) throw new Error("there is no footer");
  const isSaved = (): boolean => footer.textContent.includes("All changes saved");
  return new Promise((resolve) => {
    const start = performance.now();
    let wasUnsaved = false;
    const look = new MutationObserver(() => {
      if (!isSaved()) wasUnsaved = true;
      else if (wasUnsaved) {
        look.disconnect();
        resolve(performance.now() - start);
      }
    });
    look.observe(footer, { subtree: true, childList: true, characterData: true });
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  });
}
