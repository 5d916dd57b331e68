import { Loader, useMantineColorScheme } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import {
  IconChartBar,
  IconCopy,
  IconDatabase,
  IconFlask2,
  IconFolderX,
  IconHistory,
  IconListDetails,
  IconSend,
  IconSettings,
  IconTrophy,
} from "@tabler/icons-react";
import { type ComponentType, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LiveProvider, useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { DatasetPage } from "../features/dataset/DatasetPage.tsx";
import { DatasetViewProvider, useDatasetView } from "../features/dataset/view.tsx";
import { DuplicatesPage } from "../features/duplicates/DuplicatesPage.tsx";
import { HistoryPage } from "../features/history/HistoryPage.tsx";
import { LogPage } from "../features/log/LogPage.tsx";
import { OverviewPage } from "../features/overview/OverviewPage.tsx";
import { PracticePage } from "../features/practice/PracticePage.tsx";
import { PreviewPage } from "../features/preview/PreviewPage.tsx";
import { PublishPage } from "../features/publish/PublishPage.tsx";
import { SettingsPage } from "../features/settings/SettingsPage.tsx";
import { StartPage } from "../features/start/StartPage.tsx";
import { speak } from "../texts/index.ts";
import { ConfirmProvider } from "../ui/confirm.tsx";
import { showError } from "../ui/error-notice.tsx";
import { count } from "../ui/format.ts";
import { BottomBar } from "./BottomBar.tsx";
import { type Navigation, NavigationContext, type Place, useNavigation } from "./navigation.ts";
import { usePaletteActions } from "./palette.tsx";
import { TopBar } from "./TopBar.tsx";
import { TourProvider, useTour } from "./Tour.tsx";
import { useJournal } from "./undo.tsx";

const PLACES: readonly {
  id: Place;
  icon: ComponentType<{ size?: number }>;
  page: ComponentType;
  needsProject: boolean;
}[] = [
  { id: "dataset", icon: IconDatabase, page: DatasetPage, needsProject: true },
  { id: "overview", icon: IconChartBar, page: OverviewPage, needsProject: true },
  { id: "duplicates", icon: IconCopy, page: DuplicatesPage, needsProject: true },
  { id: "preview", icon: IconFlask2, page: PreviewPage, needsProject: true },
  { id: "practice", icon: IconTrophy, page: PracticePage, needsProject: true },
  { id: "publish", icon: IconSend, page: PublishPage, needsProject: true },
  { id: "history", icon: IconHistory, page: HistoryPage, needsProject: false },
  { id: "log", icon: IconListDetails, page: LogPage, needsProject: false },
  { id: "settings", icon: IconSettings, page: SettingsPage, needsProject: false },
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
        <TourProvider>
          <Frame />
        </TourProvider>
      </DatasetViewProvider>
    </NavigationContext>
  );
}

function Frame() {
  const { t } = useTranslation();
  const { project, settings } = useLive();
  const services = useServices();
  const navigation = useNavigation();
  const { revealRow } = useDatasetView();
  const journal = useJournal(revealRow);
  const tour = useTour();
  const isContrastWanted = useMediaQuery("(prefers-contrast: more)");
  const { setColorScheme } = useMantineColorScheme();

  useEffect(() => {
    if (settings === null) return;
    setColorScheme(settings.theme === "system" ? "auto" : settings.theme);
    speak(settings.language);
    const isMore = settings.contrast === "more" || isContrastWanted === true;
    document.documentElement.dataset.contrast = isMore ? "more" : "usual";
  }, [settings, setColorScheme, isContrastWanted]);

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
    ...PLACES.map(({ id, icon: Icon }) => ({
      id,
      label: t("shell.goTo", { place: t(`shell.places.${id}`) }),
      leftSection: <Icon size={18} />,
      onClick: () => navigation.go(id),
    })),
    ...usePaletteActions(tour.start),
  ];

  return (
    <div className="shell">
      <TopBar />
      <nav className="rail" aria-label={t("shell.rail")}>
        {PLACES.map(({ id, icon: Icon }) => (
          <button
            key={id}
            type="button"
            aria-current={navigation.place === id ? "page" : undefined}
            onClick={() => navigation.go(id)}
          >
            <Icon size={18} />
            {t(`shell.places.${id}`)}
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
            {t("shell.closeProject")}
          </button>
        )}
      </nav>
      <main className="main">
        {!services.isConnected && project !== undefined && (
          <div className="banner" role="status">
            {t("shell.connectionGone")}
          </div>
        )}
        {project === undefined ? (
          <div className="empty">
            <Loader size="sm" aria-label={t("shell.loading")} />
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
        nothingFound={t("shell.palette.nothing")}
        searchProps={{ placeholder: t("shell.palette.placeholder") }}
      />
    </div>
  );
}
