import { useCallback, useMemo, useState } from "react";
import { z } from "zod";
import {
  NO_FILTER,
  type RowFilter,
  type RowSort,
  rowFilterSchema,
  rowSortSchema,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";

const viewSchema = z.object({
  name: z.string().min(1),
  text: z.string(),
  filter: rowFilterSchema,
  sort: rowSortSchema,
});

/** A way to look at the table that was given a name. */
export type SavedView = z.infer<typeof viewSchema>;

/** The named views of the open project; remembered on this machine. */
export function useSavedViews(): {
  readonly views: readonly SavedView[];
  /** Takes the place of one with the same name. */
  readonly save: (view: { name: string; text: string; filter: RowFilter; sort: RowSort }) => void;
  readonly forget: (name: string) => void;
} {
  const { project } = useLive();
  const key = `assay.views.${project?.path ?? ""}`;
  const [version, setVersion] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that what is stored changed
  const views = useMemo(() => read(key), [key, version]);
  const write = useCallback(
    (next: readonly SavedView[]): void => {
      localStorage.setItem(key, JSON.stringify(next));
      setVersion((before) => before + 1);
    },
    [key],
  );
  return useMemo(() => {
    const others = (name: string): SavedView[] => views.filter((view) => view.name !== name);
    return {
      views,
      save: (view) => write([...others(view.name), view].sort((a, b) => a.name.localeCompare(b.name))),
      forget: (name) => write(others(name)),
    };
  }, [views, write]);
}

/** What cannot be read, as after an update, is left out; a filter that is newer than a view is off in it. */
function read(key: string): SavedView[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return z
      .array(z.looseObject({ filter: z.looseObject({}) }))
      .parse(stored)
      .flatMap((view) => {
        const parsed = viewSchema.safeParse({ ...view, filter: { ...NO_FILTER, ...view.filter } });
        return parsed.success ? [parsed.data] : [];
      });
  } catch {
    return [];
  }
}
