import { Button, CloseButton, FileButton, Menu, Select, TextInput } from "@mantine/core";
import {
  IconAlertHexagon,
  IconChecklist,
  IconChevronDown,
  IconClipboardText,
  IconDownload,
  IconFileImport,
  IconFolderSearch,
  IconPlus,
  IconReplace,
  IconSearch,
  IconStack2,
  IconWorldDownload,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode, RefObject } from "react";
import type { LintLevel, RowFilter } from "../../../src-shared/contract/index.ts";
import { ruleWords } from "../../../src-shared/dataset/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { count, plural } from "../../ui/format.ts";
import type { ImportWays } from "../start/ImportFlow.tsx";
import { ColumnsMenu } from "./ColumnsMenu.tsx";
import type { ColumnChooser } from "./column-layout.ts";
import { MoreFilters } from "./MoreFilters.tsx";
import { useRowActions } from "./row-actions.tsx";
import { ViewsMenu } from "./ViewsMenu.tsx";
import { useDatasetView } from "./view.tsx";
import "./filter-bar.css";

const LEVELS: readonly { value: LintLevel; label: string }[] = [
  { value: "error", label: "Errors" },
  { value: "warning", label: "Warnings" },
  { value: "hint", label: "Hints" },
];

/** What narrows the table down, how many rows that leaves, and what can be done with the dataset. */
export function FilterBar({
  search,
  columnChoice,
  filter,
  importWays,
  onBulk,
  onExport,
}: {
  search: RefObject<HTMLInputElement | null>;
  columnChoice: ColumnChooser;
  filter: RowFilter;
  importWays: ImportWays;
  onBulk: () => void;
  onExport: () => void;
}) {
  const { project } = useLive();
  const { view, set, isFiltered, clearFilter } = useDatasetView();
  const actions = useRowActions(filter);
  const rules = useRules();
  const badLines = project?.badLines ?? 0;

  return (
    <div className="filterbar">
      <search className="filterbar-group">
        <TextInput
          ref={search}
          w={200}
          leftSection={<IconSearch size={16} />}
          placeholder="Search"
          aria-label="Search"
          value={view.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
          rightSection={
            view.text !== "" && (
              <CloseButton size="sm" aria-label="Empty the search" onClick={() => set({ text: "" })} />
            )
          }
        />
        <Select
          w={112}
          placeholder="Any level"
          aria-label="Level"
          clearable
          data={LEVELS}
          value={view.filter.level}
          onChange={(level) => set({ filter: { ...view.filter, level: level as LintLevel | null } })}
        />
        <Select
          w={176}
          placeholder="Any problem"
          aria-label="Problem"
          clearable
          searchable
          data={rules}
          value={view.filter.rule}
          onChange={(rule) => set({ filter: { ...view.filter, rule } })}
          comboboxProps={{ width: 260, position: "bottom-start" }}
        />
        <MoreFilters />
        <ViewsMenu />
        {view.filter.tag !== null && (
          <Chip
            label={`Tag: ${view.filter.tag}`}
            onRemove={() => set({ filter: { ...view.filter, tag: null } })}
          />
        )}
        {view.filter.clusterId !== null && (
          <Chip
            label="One group of duplicates"
            onRemove={() => set({ filter: { ...view.filter, clusterId: null } })}
          />
        )}
        {isFiltered && (
          <>
            <Button variant="subtle" color="gray" px={8} onClick={clearFilter}>
              Clear
            </Button>
            {view.total !== null && (
              <span className="muted small nowrap" role="status">
                {count(view.total)}
                {view.isCounting && "+"} of {count(project?.rows ?? 0)}
              </span>
            )}
          </>
        )}
      </search>
      <div className="grow" />
      {badLines > 0 && (
        <Button
          variant="subtle"
          color="red"
          px={8}
          aria-pressed={view.side === "badLines"}
          onClick={() => set({ side: view.side === "badLines" ? null : "badLines" })}
        >
          {plural(badLines, "bad line")}
        </Button>
      )}
      <Button
        variant={view.side === "problems" ? "light" : "default"}
        aria-pressed={view.side === "problems"}
        leftSection={<IconAlertHexagon size={16} />}
        px={10}
        onClick={() => set({ side: view.side === "problems" ? null : "problems" })}
      >
        Problems
      </Button>
      <ColumnsMenu columnChoice={columnChoice} />
      <Menu position="bottom-end" width={248}>
        <Menu.Target>
          <Button variant="default" px={10} rightSection={<IconChevronDown size={14} />}>
            Rows
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlus size={16} />}
            onClick={() => void actions.add(view.side === "row" ? view.rowId : null)}
          >
            Add a row
          </Menu.Item>
          <Menu.Item leftSection={<IconChecklist size={16} />} onClick={() => set({ sheet: "review" })}>
            Review one by one …
          </Menu.Item>
          <Menu.Item leftSection={<IconStack2 size={16} />} onClick={onBulk}>
            Change many rows …
          </Menu.Item>
          <Menu.Item
            leftSection={<IconReplace size={16} />}
            rightSection={<kbd>Ctrl H</kbd>}
            onClick={() => set({ side: "find" })}
          >
            Find and replace …
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={onExport}>
            Save a copy …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button.Group>
        <FileButton multiple inputProps={{ "aria-label": "File to add" }} onChange={importWays.files}>
          {(props) => (
            <Button {...props} variant="default" px={10} leftSection={<IconFileImport size={16} />}>
              Import
            </Button>
          )}
        </FileButton>
        <Menu position="bottom-end" width={232}>
          <Menu.Target>
            <Button variant="default" px={6} aria-label="Other ways to import">
              <IconChevronDown size={14} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconClipboardText size={16} />} onClick={importWays.paste}>
              Paste from the clipboard
            </Menu.Item>
            <Menu.Item leftSection={<IconWorldDownload size={16} />} onClick={importWays.hub}>
              A dataset of the hub …
            </Menu.Item>
            <Menu.Item leftSection={<IconFolderSearch size={16} />} onClick={importWays.watch}>
              Watch a folder …
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
    </div>
  );
}

/** The problems there are, to choose from. */
function useRules(): { value: string; label: string }[] {
  const language = useLanguage();
  const { data } = useAnswer("lint.summary", {}, { keep: true });
  return (data?.groups ?? [])
    .filter(({ wholeDataset }) => !wholeDataset)
    .map(({ rule }) => ({ value: rule, label: ruleWords(rule, language).title }));
}

function Chip({ label, onRemove }: { label: string; onRemove: () => void }): ReactNode {
  return (
    <span className="tag gold">
      {label}
      <button type="button" className="chip-remove" aria-label={`Remove filter: ${label}`} onClick={onRemove}>
        <IconX size={12} />
      </button>
    </span>
  );
}
