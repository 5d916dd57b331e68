import type { ReactNode } from "react";

/** What stands where nothing is, with the way on. */
export function Empty({
  icon,
  title,
  actions,
  children,
}: {
  icon: ReactNode;
  title: string;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <div>
        {icon}
        <h2>{title}</h2>
        <div>{children}</div>
        {actions !== undefined && <div className="empty-actions">{actions}</div>}
      </div>
    </div>
  );
}
