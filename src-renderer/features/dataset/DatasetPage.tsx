import { Button, Chip, FileButton, Group, Menu, Modal, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconChevronDown, IconFileImport, IconPlus, IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import {
  FILE_ORDER,
  type ImportSource,
  type LintLevel,
  NO_FILTER,
  type RowFilter,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { showError } from "../../ui/error-notice.tsx";
import { plural } from "../../ui/format.ts";
import { ImportSheet } from "../start/ImportSheet.tsx";
import { BadLines } from "./BadLines.tsx";
import { ProblemsPanel } from "./ProblemsPanel.tsx";
import { RowDrawer } from "./RowDrawer.tsx";
import { RowGrid } from "./RowGrid.tsx";

type Side = "problems" | "row" | "badLines" | null;

/** The table of rows, with the problems or one row beside it. */
export function DatasetPage() {
  const services = useServices();
  const { project } = useLive();
  const navigation = useNavigation();
  const problems = useAnswer("lint.summary", {}, { keep: true });
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, 200);
  const [filter, setFilter] = useState<RowFilter>(NO_FILTER);
  const [side, setSide] = useState<Side>("problems");
  const [rowId, setRowId] = useState<number | null>(null);
  const [source, setSource] = useState<{ source: ImportSource; name: string } | null>(null);
  const shown: RowFilter = { ...filter, text: search === "" ? null : search };

  useEffect(() => {
    if (navigation.rowId !== null) {
      setRowId(navigation.rowId);
      setSide("row");
    }
    if (navigation.rule !== null) setFilter({ ...NO_FILTER, rule: navigation.rule });
  }, [navigation.rowId, navigation.rule]);

  const openRow = (id: number): void => {
    setRowId(id);
    setSide("row");
  };
  const isFiltered = JSON.stringify(shown) !== JSON.stringify(NO_FILTER);
  const groups = problems.data?.groups ?? [];

  return (
    <>
      <div className="filterbar" role="search">
        <TextInput
          size="xs"
          w={260}
          leftSection={<IconSearch size={15} />}
          placeholder="Search in every turn"
          aria-label="Search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          size="xs"
          w={130}
          placeholder="Any level"
          aria-label="Level"
          clearable
          data={[
            { value: "error", label: "Errors" },
            { value: "warning", label: "Warnings" },
            { value: "hint", label: "Hints" },
          ]}
          value={filter.level}
          onChange={(level) => setFilter({ ...filter, level: level as LintLevel | null })}
        />
        <Select
          size="xs"
          w={210}
          placeholder="Any problem"
          aria-label="Problem"
          clearable
          data={groups
            .filter(({ wholeDataset }) => !wholeDataset)
            .map(({ rule, title }) => ({ value: rule, label: title }))}
          value={filter.rule}
          onChange={(rule) => setFilter({ ...filter, rule })}
        />
        <Chip
          size="xs"
          checked={filter.duplicatesOnly}
          onChange={(duplicatesOnly) => setFilter({ ...filter, duplicatesOnly })}
        >
          Duplicates
        </Chip>
        {isFiltered && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => {
              setText("");
              setFilter(NO_FILTER);
            }}
          >
            Clear
          </Button>
        )}
        <div style={{ flex: 1 }} />
        {(project?.badLines ?? 0) > 0 && (
          <Button size="compact-sm" variant="light" color="red" onClick={() => setSide("badLines")}>
            {plural(project?.badLines ?? 0, "bad line")}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant={side === "problems" ? "light" : "subtle"}
          onClick={() => setSide(side === "problems" ? null : "problems")}
        >
          Problems
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} />}>
              Rows
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPlus size={15} />}
              onClick={() =>
                void services
                  .call("rows.insert", { afterRowId: rowId })
                  .then(({ focusRowId }) => focusRowId !== null && openRow(focusRowId), showError)
              }
            >
              Add a row
            </Menu.Item>
            <Menu.Divider />
            <Menu.Label>Save a copy as</Menu.Label>
            {(["native", "messages", "sharegpt", "alpaca"] as const).map((form) => (
              <Menu.Item
                key={form}
                onClick={() => void services.call("export.start", { form }).catch(showError)}
              >
                {form === "native" ? "data.jsonl" : form}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <FileButton
          inputProps={{ "aria-label": "File to add" }}
          onChange={(file) => {
            if (file !== null)
              services
                .upload(file)
                .then(
                  ({ uploadId }) =>
                    setSource({ source: { kind: "upload", uploadId, fileName: file.name }, name: file.name }),
                  showError,
                );
          }}
        >
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" leftSection={<IconFileImport size={14} />}>
              Import
            </Button>
          )}
        </FileButton>
      </div>
      <div className="workarea">
        <RowGrid
          filter={shown}
          sort={FILE_ORDER}
          selectedRowId={side === "row" ? rowId : null}
          onOpen={openRow}
          isFiltered={isFiltered}
        />
        {side === "problems" && (
          <ProblemsPanel
            groups={groups}
            isLoading={problems.data === undefined}
            onRow={openRow}
            onRule={(rule) => setFilter({ ...NO_FILTER, rule })}
            onClose={() => setSide(null)}
          />
        )}
        {side === "row" && rowId !== null && (
          <RowDrawer key={rowId} rowId={rowId} filter={shown} onRow={openRow} onClose={() => setSide(null)} />
        )}
        {side === "badLines" && <BadLines onClose={() => setSide(null)} />}
      </div>
      <Modal
        opened={source !== null}
        onClose={() => setSource(null)}
        title={`Import ${source?.name ?? ""}`}
        size="xl"
      >
        {source !== null && (
          <Group>
            <div style={{ width: "100%" }}>
              <ImportSheet source={source.source} name={source.name} onDone={() => setSource(null)} />
            </div>
          </Group>
        )}
      </Modal>
    </>
  );
}
