/** Run in the page: scrolls the table from end to end and answers how long each frame took, in ms. */
export async function scrollThrough({ steps }: { steps: number }): Promise<number[]> {
  const grid = document.querySelector('[role="grid"]');
  const scroller = grid?.closest(".grid-scroll") ?? grid;
  if (scroller === null || scroller === undefined) throw new Error("there is no table");
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

export function quantile(values: readonly number[], share: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  return Math.round(ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? 0);
}
