/** What time a block says it is, in ms since 1970. Later than its parent always. */
export interface BlockClock {
  timeOf(blockNumber: number, parentMs: number): number;
}

/** The machine's own time. */
export const wallClock: BlockClock = {
  timeOf: (_, parentMs) => Math.max(Date.now(), parentMs + 1),
};

/** Every block is so many ms after its parent, whatever the speed at which blocks are made. */
export const virtualClock = (stepMs: number): BlockClock => ({
  timeOf: (_, parentMs) => parentMs + stepMs,
});
