import { Button, Checkbox, Group, Radio, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
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
import { ErrorNotice } from "../../ui/notice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { Change } from "./Change.tsx";
import { useDatasetView } from "./view.tsx";
import "./find-replace.css";

const WIDTH_PX = 400;
const PAUSE_MS = 250;
const SHOWN = 50;

/** Finds a text in all rows and replaces it, after showing what that would do. */
export function FindReplace({ filter, onClose }: { filter: RowFilter; onClose: () => void }) {
  const { t } = useTranslation();
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
      label={t("search.replace.title")}
      title={t("search.replace.title")}
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
          label={t("search.replace.find")}
          data-autofocus
          autoFocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label={t("search.replace.by")}
          value={replacement}
          onChange={(event) => setReplacement(event.currentTarget.value)}
        />
        <Group gap={16}>
          <Checkbox
            size="xs"
            label={t("search.replace.matchCase")}
            checked={options.matchCase}
            onChange={(event) => setOptions({ ...options, matchCase: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label={t("search.replace.wholeWord")}
            checked={options.wholeWord}
            onChange={(event) => setOptions({ ...options, wholeWord: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label={t("search.replace.regex")}
            checked={options.isRegex}
            onChange={(event) => setOptions({ ...options, isRegex: event.currentTarget.checked })}
          />
        </Group>
        <Group gap={16} role="group" aria-label={t("search.replace.where")}>
          {ALL_PLACES.map((place) => (
            <Checkbox
              key={place}
              size="xs"
              label={t(`search.places.${place}`)}
              checked={places.includes(place)}
              onChange={(event) => toggle(place, event.currentTarget.checked)}
            />
          ))}
        </Group>
        {isFiltered && (
          <Radio.Group
            aria-label={t("search.replace.which")}
            value={isWithinFilter ? "filter" : "all"}
            onChange={(value) => setWithinFilter(value === "filter")}
          >
            <Stack gap={6}>
              <Radio size="xs" value="filter" label={t("search.replace.withinFilter")} />
              <Radio size="xs" value="all" label={t("search.replace.allRows")} />
            </Stack>
          </Radio.Group>
        )}
        <Group gap={8}>
          <Button type="submit" loading={isBusy} disabled={!isShown || data.matches === 0}>
            {t("search.replace.replaceAll")}
          </Button>
          <span className="muted small" role="status">
            {isShown &&
              (data.matches === 0
                ? t("search.replace.nothing")
                : t("search.replace.found", {
                    places: t("search.replace.foundPlaces", { count: data.matches }),
                    rows: t("common.rows", { count: data.rows }),
                  }))}
            {isFetching && isAskable && " …"}
          </span>
        </Group>
        {error !== null && isAskable && <ErrorNotice error={error} />}
      </form>
      <ul className="find-results" aria-label={t("search.replace.results")}>
        {isShown &&
          data.examples.map(({ rowId, line, place, before, after }) => (
            <li key={`${rowId} ${place} ${before}`}>
              <button type="button" onClick={() => openRow(rowId)}>
                <span className="muted small">
                  {t("search.replace.result", { line, place: t(`search.replace.places.${place}`) })}
                </span>
                <Change before={before} after={after} />
              </button>
            </li>
          ))}
        {isShown && data.examples.length === SHOWN && (
          <li className="muted small find-more">{t("search.replace.firstShown", { shown: SHOWN })}</li>
        )}
      </ul>
    </SidePanel>
  );
}
