import { Button, Checkbox, Group, NumberInput, Popover, Select, Stack, Text } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import {
  ALL_PLACES,
  type Range,
  type RowFilter,
  type TextPlace,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer } from "../../connection/services.tsx";
import { count, when } from "../../ui/format.ts";
import { languageName } from "../../ui/language.ts";
import { useDatasetView } from "./view.tsx";

const HELPFULNESS = ["ranked", "helps", "hurts"] as const;

/** How many of the rarer filters are on. */
const activeIn = (filter: RowFilter): number => {
  const { isRegex, places, turns, tokens, duplicatesOnly, changedOnly, language, tag, helpfulness } = filter;
  return [
    isRegex,
    duplicatesOnly,
    changedOnly,
    language !== null,
    tag !== null,
    helpfulness !== null,
    places.length < ALL_PLACES.length,
    turns.min !== null || turns.max !== null,
    tokens.min !== null || tokens.max !== null,
  ].filter(Boolean).length;
};

/** Where and how the search looks, and how long rows may be. */
export function MoreFilters() {
  const { t } = useTranslation();
  const { project } = useLive();
  const { view, set } = useDatasetView();
  const { filter } = view;
  const change = (part: Partial<RowFilter>): void => set({ filter: { ...filter, ...part } });
  const active = activeIn(filter);
  const toggle = (place: TextPlace, isOn: boolean): void => {
    const places = ALL_PLACES.filter((other) => (other === place ? isOn : filter.places.includes(other)));
    if (places.length > 0) change({ places });
  };
  return (
    <Popover position="bottom-start" width={300} trapFocus>
      <Popover.Target>
        <Button
          variant={active > 0 ? "light" : "default"}
          px={10}
          leftSection={<IconAdjustmentsHorizontal size={16} />}
          aria-label={t(active > 0 ? "search.more.labelWith" : "search.more.label", { active })}
        >
          {t(active > 0 ? "search.more.openWith" : "search.more.open", { active })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={12}>
          <div>
            <Text size="xs" fw={550} mb={6}>
              {t("search.more.where")}
            </Text>
            <Group gap={16}>
              {ALL_PLACES.map((place) => (
                <Checkbox
                  key={place}
                  size="xs"
                  label={t(`search.places.${place}`)}
                  checked={filter.places.includes(place)}
                  onChange={(event) => toggle(place, event.currentTarget.checked)}
                />
              ))}
            </Group>
          </div>
          <Checkbox
            size="xs"
            label={t("search.more.regex")}
            checked={filter.isRegex}
            onChange={(event) => change({ isRegex: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label={t("search.more.duplicatesOnly")}
            checked={filter.duplicatesOnly}
            onChange={(event) => change({ duplicatesOnly: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label={t("search.more.changedOnly")}
            checked={filter.changedOnly}
            onChange={(event) => change({ changedOnly: event.currentTarget.checked })}
          />
          <WhatThereIs filter={filter} onChange={change} />
          {(project?.ranking || filter.helpfulness !== null) && (
            <Select
              label={t("search.more.helpfulness.title")}
              description={
                project?.ranking && t("search.more.helpfulness.from", { at: when(project.ranking.at) })
              }
              placeholder={t("search.more.any")}
              clearable
              data={HELPFULNESS.map((value) => ({ value, label: t(`search.more.helpfulness.${value}`) }))}
              value={filter.helpfulness}
              onChange={(value) => change({ helpfulness: value as RowFilter["helpfulness"] })}
              comboboxProps={{ withinPortal: false }}
            />
          )}
          <RangeFields of="turns" range={filter.turns} onChange={(turns) => change({ turns })} />
          <RangeFields of="tokens" range={filter.tokens} onChange={(tokens) => change({ tokens })} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Languages and tags, as far as there are any. */
function WhatThereIs({
  filter,
  onChange,
}: {
  filter: RowFilter;
  onChange: (part: Partial<RowFilter>) => void;
}) {
  const { t } = useTranslation();
  const tags = useAnswer("rows.tags", {}, { keep: true }).data ?? [];
  const languages = useAnswer("stats.glance", {}, { keep: true }).data?.byLanguage ?? [];
  return (
    <Group gap={8} grow>
      <Select
        label={t("search.more.language")}
        placeholder={t("search.more.any")}
        clearable
        searchable
        data={languages.map(({ language, rows }) => ({
          value: language,
          label: `${languageName(language)} (${count(rows)})`,
        }))}
        value={filter.language}
        onChange={(language) => onChange({ language })}
        comboboxProps={{ withinPortal: false }}
      />
      <Select
        label={t("search.more.tag")}
        placeholder={t(tags.length === 0 ? "search.more.noneYet" : "search.more.any")}
        clearable
        searchable
        disabled={tags.length === 0 && filter.tag === null}
        data={tags.map(({ tag, rows }) => ({ value: tag, label: `${tag} (${count(rows)})` }))}
        value={filter.tag}
        onChange={(tag) => onChange({ tag })}
        comboboxProps={{ withinPortal: false }}
      />
    </Group>
  );
}

function RangeFields({
  of,
  range,
  onChange,
}: {
  of: "turns" | "tokens";
  range: Range;
  onChange: (range: Range) => void;
}) {
  const { t } = useTranslation();
  const toNumber = (value: string | number): number | null => (typeof value === "number" ? value : null);
  return (
    <div>
      <Text size="xs" fw={550} mb={6}>
        {t(`search.more.${of}.title`)}
      </Text>
      <Group gap={8} wrap="nowrap">
        <NumberInput
          aria-label={t(`search.more.${of}.least`)}
          placeholder={t("search.more.from")}
          min={0}
          allowDecimal={false}
          value={range.min ?? ""}
          onChange={(value) => onChange({ ...range, min: toNumber(value) })}
        />
        <NumberInput
          aria-label={t(`search.more.${of}.most`)}
          placeholder={t("search.more.to")}
          min={0}
          allowDecimal={false}
          value={range.max ?? ""}
          onChange={(value) => onChange({ ...range, max: toNumber(value) })}
        />
      </Group>
    </div>
  );
}
