import { ActionIcon, Select, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconListTree, IconScale } from "@tabler/icons-react";
import { inWords } from "../../src-shared/contract/index.ts";
import { useLive } from "../connection/live.tsx";
import { useAnswer, useServices } from "../connection/services.tsx";
import { useDatasetView } from "../features/dataset/view.tsx";
import { useLanguage } from "../texts/index.ts";
import { showError } from "../ui/error-notice.tsx";
import { count } from "../ui/format.ts";
import { useNavigation } from "./navigation.ts";
import { useJournal } from "./undo.tsx";

const STATUS = { online: "online", offline: "offline", off: "not started", starting: "starting" } as const;

export function TopBar() {
  const language = useLanguage();
  const services = useServices();
  const { project, network } = useLive();
  const profiles = useAnswer("profiles.list", {});
  const { go } = useNavigation();
  const { revealRow, set } = useDatasetView();
  const journal = useJournal(revealRow);

  return (
    <header className="topbar">
      <div className="brand">
        <IconScale size={20} /> Assay
      </div>
      {project && (
        <>
          <strong>{project.name}</strong>
          <Tooltip
            label={
              project.canUndo === null
                ? "Nothing to undo"
                : `Undo: ${inWords(project.canUndo, language)} (Ctrl+Z)`
            }
          >
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Undo"
              disabled={project.canUndo === null}
              onClick={journal.undo}
            >
              <IconArrowBackUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip
            label={
              project.canRedo === null
                ? "Nothing to redo"
                : `Redo: ${inWords(project.canRedo, language)} (Ctrl+Shift+Z)`
            }
          >
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Redo"
              disabled={project.canRedo === null}
              onClick={journal.redo}
            >
              <IconArrowForwardUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="All changes">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="All changes"
              onClick={() => {
                go("dataset");
                set({ side: "steps" });
              }}
            >
              <IconListTree size={18} />
            </ActionIcon>
          </Tooltip>
        </>
      )}
      <div style={{ flex: 1 }} />
      {project && (
        <Select
          size="xs"
          w={200}
          aria-label="Competition"
          allowDeselect={false}
          value={project.profileId}
          data={(profiles.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(profileId) => {
            if (profileId !== null) void services.call("project.setProfile", { profileId }).catch(showError);
          }}
        />
      )}
      <span className="muted" style={{ fontSize: 12 }} role="status" aria-label="Network">
        <span className={`dot ${network?.status ?? ""}`} aria-hidden />{" "}
        {network === null ? "Network: starting …" : inWords(network.title, language)}
        {network !== null &&
          (network.block === null ? `, ${STATUS[network.status]}` : `, block ${count(network.block)}`)}
      </span>
    </header>
  );
}
