import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import "./side-panel.css";

const LEAST_PX = 320;
const MOST_SHARE = 0.7;
const STEP_PX = 24;

/** A panel at the right of the work area, as wide as the user likes it. */
export function SidePanel({
  label,
  title,
  widthPx,
  rememberAs,
  actions,
  onClose,
  children,
}: {
  label: string;
  title: ReactNode;
  /** Its width until the user sets another. */
  widthPx: number;
  rememberAs: string;
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const key = `assay.width.${rememberAs}`;
  const [width, setWidth] = useState(() => Number(localStorage.getItem(key)) || widthPx);
  const resize = (next: number): void => {
    const within = Math.round(Math.max(LEAST_PX, Math.min(window.innerWidth * MOST_SHARE, next)));
    setWidth(within);
    localStorage.setItem(key, String(within));
  };
  const drag = (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    const edge = event.currentTarget;
    const from = event.clientX;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => resize(width + from - moved.clientX);
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", move), {
      once: true,
    });
  };
  const nudge = (event: KeyboardEvent): void => {
    if (event.key === "ArrowLeft") resize(width + STEP_PX);
    if (event.key === "ArrowRight") resize(width - STEP_PX);
  };
  return (
    <aside className="side" data-panel={rememberAs} aria-label={label} style={{ width }}>
      <div
        className="side-edge"
        role="separator"
        aria-orientation="vertical"
        aria-label={t("ui.panelWidth", { panel: label })}
        aria-valuenow={width}
        aria-valuemin={LEAST_PX}
        aria-valuemax={Math.round(window.innerWidth * MOST_SHARE)}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={nudge}
      />
      <div className="side-head">
        <h2>{title}</h2>
        {actions}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("ui.closePanel", { panel: label })}
          onClick={onClose}
        >
          <IconX size={16} />
        </ActionIcon>
      </div>
      {children}
    </aside>
  );
}
