import { Menu } from "@mantine/core";
import {
  IconClipboardText,
  IconCopyPlus,
  IconEqual,
  IconLayoutSidebarRightExpand,
  IconPencil,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RowSummary } from "../../../src-shared/contract/index.ts";
import type { RowActions } from "./row-actions.tsx";
import type { Cell } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

/** Where the menu was asked for, and of which cell. */
export interface MenuSpot {
  readonly x: number;
  readonly y: number;
  readonly cell: Cell;
}

/** What can be done with the selected rows, at the pointer. */
export function RowMenu({
  spot,
  row,
  rows,
  canEdit,
  actions,
  onEdit,
  onDelete,
  onClose,
}: {
  spot: MenuSpot | null;
  row: RowSummary | undefined;
  rows: number;
  canEdit: boolean;
  actions: RowActions;
  onEdit: () => void;
  onDelete: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { openRow, showOnly, view } = useDatasetView();
  const isOne = rows === 1;
  const { anchor, focus } = view.selection;
  const extent = { first: Math.min(anchor.row, focus.row), last: Math.max(anchor.row, focus.row) };
  return (
    <Menu
      opened={spot !== null && row !== undefined}
      onChange={(opened) => !opened && onClose()}
      position="bottom-start"
      offset={0}
      width={232}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={t("dataset.rowMenu.label")}
          className="menu-spot"
          style={{ left: spot?.x ?? 0, top: spot?.y ?? 0 }}
        />
      </Menu.Target>
      {row !== undefined && (
        <Menu.Dropdown aria-label={t("dataset.rowMenu.label")}>
          {isOne && (
            <>
              <Menu.Item
                leftSection={<IconLayoutSidebarRightExpand size={16} />}
                rightSection={<kbd>{t("dataset.rowMenu.keys.open")}</kbd>}
                onClick={() => openRow(row.id)}
              >
                {t("dataset.rowMenu.open")}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconPencil size={16} />}
                rightSection={<kbd>{t("dataset.rowMenu.keys.edit")}</kbd>}
                disabled={!canEdit}
                onClick={onEdit}
              >
                {t("dataset.rowMenu.edit")}
              </Menu.Item>
              {row.clusterId !== null && (
                <Menu.Item
                  leftSection={<IconEqual size={16} />}
                  onClick={() => row.clusterId !== null && showOnly({ clusterId: row.clusterId })}
                >
                  {t("dataset.rowMenu.duplicates")}
                </Menu.Item>
              )}
              <Menu.Divider />
              <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => void actions.add(row.id)}>
                {t("dataset.rowMenu.addBelow")}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconCopyPlus size={16} />}
                rightSection={<kbd>{t("dataset.rowMenu.keys.duplicate")}</kbd>}
                onClick={() => void actions.duplicate(row.id)}
              >
                {t("dataset.rowMenu.duplicate")}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            leftSection={<IconClipboardText size={16} />}
            onClick={() => void actions.copyText(extent)}
          >
            {t("dataset.rowMenu.copy", { count: rows })}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconTrash size={16} />}
            rightSection={<kbd>{t("dataset.rowMenu.keys.delete")}</kbd>}
            onClick={onDelete}
          >
            {t("dataset.rowMenu.delete", { count: rows })}
          </Menu.Item>
        </Menu.Dropdown>
      )}
    </Menu>
  );
}
