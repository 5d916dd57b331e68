import { ActionIcon, Button, Checkbox, Popover, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3, IconPin, IconPinFilled } from "@tabler/icons-react";
import { type ColumnChooser, inOrder } from "./column-layout.ts";

/** Which columns are shown, in which order, and which stay in sight: all that dragging titles does, and more. */
export function ColumnsMenu({ columnChoice }: { columnChoice: ColumnChooser }) {
  const { choice, setHidden, setFrozen, move, reset } = columnChoice;
  const columns = inOrder(choice);
  return (
    <Popover position="bottom-end" width={264} trapFocus>
      <Popover.Target>
        <Tooltip label="Columns">
          <ActionIcon variant="default" size={32} aria-label="Columns">
            <IconColumns3 size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={12}>
        <fieldset className="columns-menu">
          <legend className="small muted">Columns shown, from left to right</legend>
          {columns.map(({ id, title, canHide }, at) => {
            const name = id === "line" ? "Line" : title;
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
                  label={`Move ${name} to the left`}
                  isOff={before === undefined}
                  onClick={() => before && move(id, before.id)}
                >
                  <IconArrowUp size={14} />
                </Step>
                <Step
                  label={`Move ${name} to the right`}
                  isOff={after === undefined}
                  onClick={() => after && move(id, after.id)}
                >
                  <IconArrowDown size={14} />
                </Step>
                <Step
                  label={isFrozen ? `Let ${name} scroll` : `Keep ${name} in sight`}
                  onClick={() => setFrozen(id, !isFrozen)}
                >
                  {isFrozen ? <IconPinFilled size={14} /> : <IconPin size={14} />}
                </Step>
              </div>
            );
          })}
          <Button variant="subtle" color="gray" size="compact-sm" onClick={reset}>
            As at first
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
