import { Button, Checkbox, Group, NumberInput, Popover, Select, Stack, Text } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import {
  ALL_PLACES,
  type Range,
  type RowFilter,
  type TextPlace,
} from "../../../src-shared/contract/index.ts";
import { useAnswer } from "../../connection/services.tsx";
import { count } from "../../ui/format.ts";
import { languageName } from "../../ui/language.ts";
import { useDatasetView } from "./view.tsx";

const PLACES: readonly (readonly [TextPlace, string])[] = [
  ["system", "System"],
  ["user", "User"],
  ["assistant", "Assistant"],
];

/** How many of the rarer filters are on. */
const activeIn = (filter: RowFilter): number => {
  const { isRegex, places, turns, tokens, duplicatesOnly, changedOnly, language, tag } = filter;
  return [
    isRegex,
    duplicatesOnly,
    changedOnly,
    language !== null,
    tag !== null,
    places.length < ALL_PLACES.length,
    turns.min !== null || turns.max !== null,
    tokens.min !== null || tokens.max !== null,
  ].filter(Boolean).length;
};

/** Where and how the search looks, and how long rows may be. */
export function MoreFilters() {
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
          aria-label={active > 0 ? `More filters, ${active} on` : "More filters"}
        >
          {active > 0 ? `More (${active})` : "More"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={12}>
          <div>
            <Text size="xs" fw={550} mb={6}>
              The search looks in
            </Text>
            <Group gap={16}>
              {PLACES.map(([place, label]) => (
                <Checkbox
                  key={place}
                  size="xs"
                  label={label}
                  checked={filter.places.includes(place)}
                  onChange={(event) => toggle(place, event.currentTarget.checked)}
                />
              ))}
            </Group>
          </div>
          <Checkbox
            size="xs"
            label="as a regular expression"
            checked={filter.isRegex}
            onChange={(event) => change({ isRegex: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label="Only rows that have duplicates"
            checked={filter.duplicatesOnly}
            onChange={(event) => change({ duplicatesOnly: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label="Only rows edited since the last publication"
            checked={filter.changedOnly}
            onChange={(event) => change({ changedOnly: event.currentTarget.checked })}
          />
          <WhatThereIs filter={filter} onChange={change} />
          <RangeFields title="Turns" range={filter.turns} onChange={(turns) => change({ turns })} />
          <RangeFields title="Tokens" range={filter.tokens} onChange={(tokens) => change({ tokens })} />
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
  const tags = useAnswer("rows.tags", {}, { keep: true }).data ?? [];
  const languages = useAnswer("stats.glance", {}, { keep: true }).data?.byLanguage ?? [];
  return (
    <Group gap={8} grow>
      <Select
        label="Language"
        placeholder="Any"
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
        label="Tag"
        placeholder={tags.length === 0 ? "None yet" : "Any"}
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
  title,
  range,
  onChange,
}: {
  title: string;
  range: Range;
  onChange: (range: Range) => void;
}) {
  const toNumber = (value: string | number): number | null => (typeof value === "number" ? value : null);
  return (
    <div>
      <Text size="xs" fw={550} mb={6}>
        {title}
      </Text>
      <Group gap={8} wrap="nowrap">
        <NumberInput
          aria-label={`Least ${title.toLowerCase()}`}
          placeholder="from"
          min={0}
          allowDecimal={false}
          value={range.min ?? ""}
          onChange={(value) => onChange({ ...range, min: toNumber(value) })}
        />
        <NumberInput
          aria-label={`Most ${title.toLowerCase()}`}
          placeholder="to"
          min={0}
          allowDecimal={false}
          value={range.max ?? ""}
          onChange={(value) => onChange({ ...range, max: toNumber(value) })}
        />
      </Group>
    </div>
  );
}
