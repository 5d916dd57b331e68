import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { wordsFor } from "./error-notice.tsx";
import "./notice.css";

const ICONS = {
  ok: IconCircleCheck,
  error: IconAlertCircle,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
} as const;

/** Something to know, where it belongs. */
export function Notice({
  kind,
  title,
  children,
}: {
  kind: keyof typeof ICONS;
  title: string;
  children?: ReactNode;
}) {
  const Icon = ICONS[kind];
  return (
    <div className={`notice ${kind}`} role={kind === "error" ? "alert" : "status"}>
      <Icon size={16} stroke={2} aria-hidden />
      <div>
        <p className="strong">{title}</p>
        {children !== undefined && <div>{children}</div>}
      </div>
    </div>
  );
}

/** An error where it happened: what, and what to do. */
export function ErrorNotice({ error }: { error: unknown }) {
  const { sentence, mend } = wordsFor(error);
  return (
    <Notice kind="error" title={sentence}>
      {mend}
    </Notice>
  );
}
