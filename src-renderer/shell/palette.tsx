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
import { useTranslation } from "react-i18next";
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
  const { t } = useTranslation();
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
      label: t("shell.undo.undo"),
      keys: t("shell.palette.keys.undo"),
      icon: IconArrowBackUp,
      needsProject: true,
      run: journal.undo,
    },
    {
      id: "redo",
      label: t("shell.undo.redo"),
      keys: t("shell.palette.keys.redo"),
      icon: IconArrowForwardUp,
      needsProject: true,
      run: journal.redo,
    },
    {
      id: "find",
      label: t("shell.palette.find"),
      keys: t("shell.palette.keys.find"),
      icon: IconReplace,
      needsProject: true,
      run: onTable({ side: "find" }),
    },
    { id: "add", label: t("shell.palette.add"), icon: IconPlus, needsProject: true, run: addRow },
    {
      id: "bulk",
      label: t("shell.palette.bulk"),
      icon: IconStack2,
      needsProject: true,
      run: onTable({ sheet: "bulk" }),
    },
    {
      id: "review",
      label: t("shell.palette.review"),
      icon: IconChecklist,
      needsProject: true,
      run: onTable({ sheet: "review" }),
    },
    {
      id: "export",
      label: t("shell.palette.export"),
      icon: IconDownload,
      needsProject: true,
      run: onTable({ sheet: "export" }),
    },
    {
      id: "problems",
      label: t("shell.palette.problems"),
      icon: IconAlertHexagon,
      needsProject: true,
      run: onTable({ side: "problems" }),
    },
    {
      id: "steps",
      label: t("shell.palette.steps"),
      icon: IconListTree,
      needsProject: true,
      run: onTable({ side: "steps" }),
    },
    {
      id: "clear",
      label: t("shell.palette.clear"),
      icon: IconFilterOff,
      needsProject: true,
      run: () => {
        go("dataset");
        clearFilter();
      },
    },
    {
      id: "close",
      label: t("shell.palette.close"),
      icon: IconFolderX,
      needsProject: true,
      run: () => void services.call("project.close", {}).then(() => go("dataset"), showError),
    },
    { id: "light", label: t("shell.palette.light"), icon: IconSun, run: settle({ theme: "light" }) },
    { id: "dark", label: t("shell.palette.dark"), icon: IconMoon, run: settle({ theme: "dark" }) },
    {
      id: "contrast",
      label: t("shell.palette.contrast"),
      icon: IconContrast,
      run: settle({ contrast: "more" }),
    },
    {
      id: "contrast-off",
      label: t("shell.palette.usualContrast"),
      icon: IconContrast,
      run: settle({ contrast: "system" }),
    },
    { id: "tour", label: t("shell.tour.start"), icon: IconMap2, run: startTour },
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
