import { ActionIcon, Button, Checkbox, Popover, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3, IconPin, IconPinFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type ColumnChooser, inOrder } from "./column-layout.ts";

/** Which columns are shown, in which order, and which stay in sight: all that dragging titles does, and more. */
export function ColumnsMenu({ columnChoice }: { columnChoice: ColumnChooser }) {
  const { t } = useTranslation();
  const { choice, setHidden, setFrozen, move, reset } = columnChoice;
  const columns = inOrder(choice);
  return (
    <Popover position="bottom-end" width={264} trapFocus>
      <Popover.Target>
        <Tooltip label={t("dataset.columnsMenu.open")}>
          <ActionIcon variant="default" size={32} aria-label={t("dataset.columnsMenu.open")}>
            <IconColumns3 size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={12}>
        <fieldset className="columns-menu">
          <legend className="small muted">{t("dataset.columnsMenu.legend")}</legend>
          {columns.map(({ id, canHide }, at) => {
            const name = t(`dataset.columns.${id}`);
            const isFrozen = choice.frozen.includes(id);
            const neighbour = (step: number) => {
              const other = columns[at + step];
              return other !== undefined && choice.frozen.includes(other.id) === isFrozen ? other : undefined;
            };
            const [before, after] = [neighbour(-1), neighbour(1)];
            return (
              <div key={id} className="columns-menu-line">
                <Checkbox
                  size="xs"
                  label={name}
                  checked={!choice.hidden.includes(id)}
                  disabled={!canHide}
                  onChange={(event) => setHidden(id, !event.currentTarget.checked)}
                />
                <span className="grow" />
                <Step
                  label={t("dataset.columnsMenu.toLeft", { column: name })}
                  isOff={before === undefined}
                  onClick={() => before && move(id, before.id)}
                >
                  <IconArrowUp size={14} />
                </Step>
                <Step
                  label={t("dataset.columnsMenu.toRight", { column: name })}
                  isOff={after === undefined}
                  onClick={() => after && move(id, after.id)}
                >
                  <IconArrowDown size={14} />
                </Step>
                <Step
                  label={t(isFrozen ? "dataset.columnsMenu.letScroll" : "dataset.columnsMenu.freeze", {
                    column: name,
                  })}
                  onClick={() => setFrozen(id, !isFrozen)}
                >
                  {isFrozen ? <IconPinFilled size={14} /> : <IconPin size={14} />}
                </Step>
              </div>
            );
          })}
          <Button variant="subtle" color="gray" size="compact-sm" onClick={reset}>
            {t("dataset.columnsMenu.reset")}
          </Button>
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}

function Step({
  label,
  isOff = false,
  onClick,
  children,
}: {
  label: string;
  isOff?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={22}
        aria-label={label}
        disabled={isOff}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
