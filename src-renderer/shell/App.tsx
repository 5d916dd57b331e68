import { Loader, useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import {
  IconArrowBackUp,
  IconChartBar,
  IconCopy,
  IconDatabase,
  IconFolderX,
  IconHistory,
  IconListDetails,
  IconSend,
  IconSettings,
} from "@tabler/icons-react";
import { type ComponentType, useEffect, useMemo, useState } from "react";
import { LiveProvider, useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { DatasetPage } from "../features/dataset/DatasetPage.tsx";
import { DatasetViewProvider, useDatasetView } from "../features/dataset/view.tsx";
import { DuplicatesPage } from "../features/duplicates/DuplicatesPage.tsx";
import { HistoryPage } from "../features/history/HistoryPage.tsx";
import { LogPage } from "../features/log/LogPage.tsx";
import { OverviewPage } from "../features/overview/OverviewPage.tsx";
import { PublishPage } from "../features/publish/PublishPage.tsx";
import { SettingsPage } from "../features/settings/SettingsPage.tsx";
import { StartPage } from "../features/start/StartPage.tsx";
import { ConfirmProvider } from "../ui/confirm.tsx";
import { showError } from "../ui/error-notice.tsx";
import { count } from "../ui/format.ts";
import { BottomBar } from "./BottomBar.tsx";
import { type Navigation, NavigationContext, type Place, useNavigation } from "./navigation.ts";
import { TopBar } from "./TopBar.tsx";
import { useJournal } from "./undo.tsx";

const PLACES: readonly {
  id: Place;
  title: string;
  icon: ComponentType<{ size?: number }>;
  page: ComponentType;
  needsProject: boolean;
}[] = [
  { id: "dataset", title: "Dataset", icon: IconDatabase, page: DatasetPage, needsProject: true },
  { id: "overview", title: "At a glance", icon: IconChartBar, page: OverviewPage, needsProject: true },
  { id: "duplicates", title: "Duplicates", icon: IconCopy, page: DuplicatesPage, needsProject: true },
  { id: "publish", title: "Publish", icon: IconSend, page: PublishPage, needsProject: true },
  { id: "history", title: "History", icon: IconHistory, page: HistoryPage, needsProject: false },
  { id: "log", title: "Log", icon: IconListDetails, page: LogPage, needsProject: false },
  { id: "settings", title: "Settings", icon: IconSettings, page: SettingsPage, needsProject: false },
];

export function App() {
  return (
    <LiveProvider>
      <ConfirmProvider>
        <Places />
      </ConfirmProvider>
    </LiveProvider>
  );
}

function Places() {
  const [place, setPlace] = useState<{ place: Place; rowId: number | null; rule: string | null }>({
    place: "dataset",
    rowId: null,
    rule: null,
  });
  const navigation = useMemo<Navigation>(
    () => ({
      ...place,
      go: (to, { rowId = null, rule = null } = {}) => setPlace({ place: to, rowId, rule }),
    }),
    [place],
  );
  return (
    <NavigationContext value={navigation}>
      <DatasetViewProvider>
        <Frame />
      </DatasetViewProvider>
    </NavigationContext>
  );
}

function Frame() {
  const { project, settings } = useLive();
  const services = useServices();
  const navigation = useNavigation();
  const { revealRow } = useDatasetView();
  const journal = useJournal(revealRow);
  const { setColorScheme } = useMantineColorScheme();

  useEffect(() => {
    if (settings !== null) setColorScheme(settings.theme === "system" ? "auto" : settings.theme);
  }, [settings, setColorScheme]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const inText =
        event.target instanceof HTMLElement &&
        event.target.closest("input, textarea, [contenteditable], .monaco-editor") !== null;
      if (inText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) journal.redo();
      else journal.undo();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [journal]);

  const current = PLACES.find(({ id }) => id === navigation.place) ?? PLACES[0];
  const Page = current?.page ?? DatasetPage;
  const needsStart = current?.needsProject === true && project === null;
  const counts: Partial<Record<Place, number>> = project
    ? { dataset: project.rows, duplicates: project.clusters }
    : {};
  const actions: SpotlightActionData[] = [
    ...PLACES.map(({ id, title, icon: Icon }) => ({
      id,
      label: `Go to ${title}`,
      leftSection: <Icon size={18} />,
      onClick: () => navigation.go(id),
    })),
    {
      id: "undo",
      label: "Undo",
      description: "Ctrl+Z",
      leftSection: <IconArrowBackUp size={18} />,
      onClick: journal.undo,
    },
  ];

  return (
    <div className="shell">
      <TopBar />
      <nav className="rail" aria-label="Steps">
        {PLACES.map(({ id, title, icon: Icon }) => (
          <button
            key={id}
            type="button"
            aria-current={navigation.place === id ? "page" : undefined}
            onClick={() => navigation.go(id)}
          >
            <Icon size={18} />
            {title}
            {counts[id] !== undefined && <span className="count">{count(counts[id] ?? 0)}</span>}
          </button>
        ))}
        <div className="spacer" />
        {project && (
          <button
            type="button"
            onClick={() =>
              void services.call("project.close", {}).then(() => navigation.go("dataset"), showError)
            }
          >
            <IconFolderX size={18} />
            Close project
          </button>
        )}
      </nav>
      <main className="main">
        {!services.isConnected && project !== undefined && (
          <div className="banner" role="status">
            The connection to Assay's services is gone; trying again. What you saved is safe.
          </div>
        )}
        {project === undefined ? (
          <div className="empty">
            <Loader size="sm" aria-label="Loading" />
          </div>
        ) : needsStart ? (
          <StartPage />
        ) : (
          <Page />
        )}
      </main>
      <BottomBar />
      <Spotlight
        actions={actions}
        shortcut="mod + K"
        nothingFound="Nothing like that"
        searchProps={{ placeholder: "What would you like to do?" }}
      />
    </div>
  );
}
