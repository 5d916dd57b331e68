import { IconAlertTriangle, IconBulb, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { LintLevel } from "../../src-shared/contract/index.ts";

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, hint: IconBulb, ok: IconCircleCheck };

/** A level as shape and colour, never colour alone. */
export function LevelMark({ level, label }: { level: LintLevel | "ok"; label?: string }) {
  const Icon = ICONS[level];
  return (
    <span className={`level level-${level}`} role="img" aria-label={label ?? level}>
      <Icon size={15} stroke={2} aria-hidden />
    </span>
  );
}
