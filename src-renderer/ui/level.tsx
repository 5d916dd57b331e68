import { IconAlertCircle, IconAlertTriangle, IconBulb, IconCircleCheck } from "@tabler/icons-react";

import type { LintLevel } from "../../src-shared/contract/index.ts";
import { say } from "../texts/index.ts";

const ICONS = {
  error: IconAlertCircle,
  warning: IconAlertTriangle,
  hint: IconBulb,
  ok: IconCircleCheck,
} as const;

/** A level as shape and colour, never colour alone. */
export function LevelMark({
  level,
  label,
  size = 15,
}: {
  level: LintLevel | "ok";
  label?: string;
  size?: number;
}) {
  const Icon = ICONS[level];
  return (
    <span className={`level level-${level}`} role="img" aria-label={label ?? say(`ui.levels.${level}`)}>
      <Icon size={size} stroke={2} aria-hidden />
    </span>
  );
}
