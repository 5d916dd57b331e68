import { Button, Checkbox, Group, Radio, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import {
  ALL_PLACES,
  type FindQuery,
  NO_FILTER,
  type RowFilter,
  type RowScope,
  type TextPlace,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, plural } from "../../ui/format.ts";
import { ErrorNotice } from "../../ui/notice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { Change } from "./Change.tsx";
import { useDatasetView } from "./view.tsx";
import "./find-replace.css";

const WIDTH_PX = 400;
const PAUSE_MS = 250;
const SHOWN = 50;
const PLACES: readonly (readonly [TextPlace, string])[] = [
  ["system", "System"],
  ["user", "User"],
  ["assistant", "Assistant"],
];

/** Finds a text in all rows and replaces it, after showing what that would do. */
export function FindReplace({ filter, onClose }: { filter: RowFilter; onClose: () => void }) {
  const services = useServices();
  const { jobs } = useLive();
  const { isFiltered, openRow } = useDatasetView();
  const [text, setText] = useState("");
  const [replacement, setReplacement] = useState("");
  const [options, setOptions] = useState({ isRegex: false, matchCase: true, wholeWord: false });
  const [places, setPlaces] = useState<readonly TextPlace[]>(ALL_PLACES);
  const [isWithinFilter, setWithinFilter] = useState(isFiltered);
  const find: FindQuery = { text, ...options, places: [...places] };
  const scope: RowScope = { kind: "filter", filter: isWithinFilter ? filter : NO_FILTER };
  const [settled] = useDebouncedValue(JSON.stringify({ scope, find, replacement }), PAUSE_MS);
  const asked = JSON.parse(settled) as { scope: RowScope; find: FindQuery; replacement: string };
  const isAskable = asked.find.text !== "" && asked.find.places.length > 0;
  const { data, error, isFetching } = useAnswer(
    "bulk.preview",
    { ...asked, limit: SHOWN },
    { enabled: isAskable, keep: true },
  );
  const isBusy = jobs.some(({ kind, state }) => kind === "fix" && state === "running");
  const isShown = isAskable && data !== undefined && error === null;

  const toggle = (place: TextPlace, isOn: boolean): void =>
    setPlaces(ALL_PLACES.filter((other) => (other === place ? isOn : places.includes(other))));

  return (
    <SidePanel
      label="Find and replace"
      title="Find and replace"
      widthPx={WIDTH_PX}
      rememberAs="find"
      onClose={onClose}
    >
      <form
        className="find-form"
        onSubmit={(event) => {
          event.preventDefault();
          void services
            .call("bulk.start", { scope, action: { kind: "replace", find, replacement } })
            .catch(showError);
        }}
      >
        <TextInput
          label="Find"
          data-autofocus
          autoFocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label="Replace by"
          value={replacement}
          onChange={(event) => setReplacement(event.currentTarget.value)}
        />
        <Group gap={16}>
          <Checkbox
            size="xs"
            label="Match case"
            checked={options.matchCase}
            onChange={(event) => setOptions({ ...options, matchCase: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label="Whole words"
            checked={options.wholeWord}
            onChange={(event) => setOptions({ ...options, wholeWord: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label="Regular expression"
            checked={options.isRegex}
            onChange={(event) => setOptions({ ...options, isRegex: event.currentTarget.checked })}
          />
        </Group>
        <Group gap={16} role="group" aria-label="Where">
          {PLACES.map(([place, label]) => (
            <Checkbox
              key={place}
              size="xs"
              label={label}
              checked={places.includes(place)}
              onChange={(event) => toggle(place, event.currentTarget.checked)}
            />
          ))}
        </Group>
        {isFiltered && (
          <Radio.Group
            aria-label="Which rows"
            value={isWithinFilter ? "filter" : "all"}
            onChange={(value) => setWithinFilter(value === "filter")}
          >
            <Stack gap={6}>
              <Radio size="xs" value="filter" label="Only the rows of the table as it is filtered now" />
              <Radio size="xs" value="all" label="All rows" />
            </Stack>
          </Radio.Group>
        )}
        <Group gap={8}>
          <Button type="submit" loading={isBusy} disabled={!isShown || data.matches === 0}>
            Replace all
          </Button>
          <span className="muted small" role="status">
            {isShown &&
              (data.matches === 0
                ? "Nothing found"
                : `${plural(data.matches, "place")} in ${plural(data.rows, "row")}`)}
            {isFetching && isAskable && " …"}
          </span>
        </Group>
        {error !== null && isAskable && <ErrorNotice error={error} />}
      </form>
      <ul className="find-results" aria-label="What would change">
        {isShown &&
          data.examples.map(({ rowId, line, place, before, after }) => (
            <li key={`${rowId} ${place} ${before}`}>
              <button type="button" onClick={() => openRow(rowId)}>
                <span className="muted small">
                  Row {count(line)}, {place}
                </span>
                <Change before={before} after={after} />
              </button>
            </li>
          ))}
        {isShown && data.examples.length === SHOWN && (
          <li className="muted small find-more">The first {SHOWN} are shown.</li>
        )}
      </ul>
    </SidePanel>
  );
}
