import type { SpotlightActionData } from "@mantine/spotlight";
import {
  IconAlertHexagon,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChecklist,
  IconContrast,
  IconDownload,
  IconFilterOff,
  IconFolderX,
  IconListTree,
  IconMap2,
  IconMoon,
  IconPlus,
  IconReplace,
  IconStack2,
  IconSun,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Settings } from "../../src-shared/contract/index.ts";
import { useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { useDatasetView } from "../features/dataset/view.tsx";
import { showError } from "../ui/error-notice.tsx";
import { useNavigation } from "./navigation.ts";
import { useJournal } from "./undo.tsx";

interface Action {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  readonly icon: ComponentType<{ size?: number }>;
  readonly needsProject?: boolean;
  readonly run: () => void;
}

/** What the palette offers beside the places: everything that can be done from anywhere, with its keys. */
export function usePaletteActions(startTour: () => void): SpotlightActionData[] {
  const services = useServices();
  const { project } = useLive();
  const { go } = useNavigation();
  const { set, clearFilter, revealRow, openRow } = useDatasetView();
  const journal = useJournal(revealRow);
  const onTable = (change: Parameters<typeof set>[0]) => (): void => {
    go("dataset");
    set(change);
  };
  const settle = (changes: Partial<Settings>) => (): void =>
    void services.call("settings.set", changes).catch(showError);
  const addRow = (): void =>
    void services.call("rows.insert", { afterRowId: null }).then(({ focusRowId }) => {
      go("dataset");
      if (focusRowId !== null) openRow(focusRowId);
    }, showError);

  const actions: readonly Action[] = [
    {
      id: "undo",
      label: "Undo",
      keys: "Ctrl Z",
      icon: IconArrowBackUp,
      needsProject: true,
      run: journal.undo,
    },
    {
      id: "redo",
      label: "Redo",
      keys: "Ctrl ⇧ Z",
      icon: IconArrowForwardUp,
      needsProject: true,
      run: journal.redo,
    },
    {
      id: "find",
      label: "Find and replace",
      keys: "Ctrl H",
      icon: IconReplace,
      needsProject: true,
      run: onTable({ side: "find" }),
    },
    { id: "add", label: "Add a row", icon: IconPlus, needsProject: true, run: addRow },
    {
      id: "bulk",
      label: "Change many rows",
      icon: IconStack2,
      needsProject: true,
      run: onTable({ sheet: "bulk" }),
    },
    {
      id: "review",
      label: "Review one by one",
      icon: IconChecklist,
      needsProject: true,
      run: onTable({ sheet: "review" }),
    },
    {
      id: "export",
      label: "Save a copy",
      icon: IconDownload,
      needsProject: true,
      run: onTable({ sheet: "export" }),
    },
    {
      id: "problems",
      label: "Show the problems",
      icon: IconAlertHexagon,
      needsProject: true,
      run: onTable({ side: "problems" }),
    },
    {
      id: "steps",
      label: "Show all changes",
      icon: IconListTree,
      needsProject: true,
      run: onTable({ side: "steps" }),
    },
    {
      id: "clear",
      label: "Show all rows",
      icon: IconFilterOff,
      needsProject: true,
      run: () => {
        go("dataset");
        clearFilter();
      },
    },
    {
      id: "close",
      label: "Close the project",
      icon: IconFolderX,
      needsProject: true,
      run: () => void services.call("project.close", {}).then(() => go("dataset"), showError),
    },
    { id: "light", label: "Light theme", icon: IconSun, run: settle({ theme: "light" }) },
    { id: "dark", label: "Dark theme", icon: IconMoon, run: settle({ theme: "dark" }) },
    { id: "contrast", label: "High contrast", icon: IconContrast, run: settle({ contrast: "more" }) },
    { id: "contrast-off", label: "Usual contrast", icon: IconContrast, run: settle({ contrast: "system" }) },
    { id: "tour", label: "Show me around", icon: IconMap2, run: startTour },
  ];
  return actions
    .filter(({ needsProject = false }) => !needsProject || project !== null)
    .map(({ id, label, keys, icon: Icon, run }) => ({
      id,
      label,
      leftSection: <Icon size={18} />,
      rightSection: keys === undefined ? undefined : <kbd>{keys}</kbd>,
      onClick: run,
    }));
}
