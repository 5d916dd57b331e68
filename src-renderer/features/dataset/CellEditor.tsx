import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

/** Where one goes after the text is stored. */
export type AfterEdit = "stay" | "down" | "right" | "left";

/** The text of a cell while it is typed. Enter stores it, Alt+Enter begins a new line, Escape leaves it as it was. */
export function CellEditor({
  label,
  text,
  topPx,
  leftPx,
  widthPx,
  onText,
  onSave,
  onCancel,
}: {
  label: string;
  text: string;
  topPx: number;
  leftPx: number;
  widthPx: number;
  onText: (text: string) => void;
  onSave: (then: AfterEdit) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const { current } = field;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  return (
    <div role="row">
      <div role="gridcell">
        <textarea
          ref={field}
          className="cell-editor"
          aria-label={t("dataset.grid.edit", { column: label })}
          style={{ top: topPx, left: leftPx, width: widthPx }}
          value={text}
          dir="auto"
          onChange={(event) => onText(event.currentTarget.value)}
          onBlur={() => onSave("stay")}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Escape") onCancel();
            else if (event.key === "Tab") onSave(event.shiftKey ? "left" : "right");
            else if (event.key === "Enter" && (event.altKey || event.shiftKey))
              insertLineEnd(event.currentTarget);
            else if (event.key === "Enter") onSave("down");
            else return;
            event.preventDefault();
          }}
        />
      </div>
    </div>
  );
}

/** As if typed, so that the field's own undo knows it. */
function insertLineEnd(field: HTMLTextAreaElement): void {
  field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
