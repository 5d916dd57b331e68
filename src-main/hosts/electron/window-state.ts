import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const windowStateSchema = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(640),
  height: z.number().int().min(480),
  maximized: z.boolean(),
});

/** Place and size in screen pixels; no place means: wherever the system puts it. */
export interface WindowState {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const DEFAULT_STATE: WindowState = { width: 1280, height: 800, maximized: false };
const MUST_BE_VISIBLE_PX = 80;

/** The window's place from last time, or the default where it is unreadable or no screen shows it any more. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState {
  const stored = windowStateSchema.safeParse(readJson(file));
  if (!stored.success) return DEFAULT_STATE;
  const { x, y, ...size } = stored.data;
  if (x === undefined || y === undefined) return size;
  const isOnScreen = screens.some(
    (screen) =>
      x + size.width > screen.x + MUST_BE_VISIBLE_PX &&
      x < screen.x + screen.width - MUST_BE_VISIBLE_PX &&
      y >= screen.y &&
      y < screen.y + screen.height - MUST_BE_VISIBLE_PX,
  );
  return isOnScreen ? { x, y, ...size } : size;
}

export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  } catch {
    // Where the place cannot be kept, the next start takes the default one.
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
