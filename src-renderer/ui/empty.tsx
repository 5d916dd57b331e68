import type { ReactNode } from "react";

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <div>
        {icon}
        <h2>{title}</h2>
        <div>{children}</div>
      </div>
    </div>
  );
}
