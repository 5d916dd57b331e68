import { ActionIcon, Select, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconListTree, IconScale } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { inWords } from "../../src-shared/contract/index.ts";
import { useLive } from "../connection/live.tsx";
import { useAnswer, useServices } from "../connection/services.tsx";
import { useDatasetView } from "../features/dataset/view.tsx";
import { useLanguage } from "../texts/index.ts";
import { showError } from "../ui/error-notice.tsx";

import { useNavigation } from "./navigation.ts";
import { useJournal } from "./undo.tsx";

export function TopBar() {
  const { t } = useTranslation();
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
                ? t("shell.undo.nothingToUndo")
                : t("shell.undo.undoStep", { step: inWords(project.canUndo, language) })
            }
          >
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("shell.undo.undo")}
              disabled={project.canUndo === null}
              onClick={journal.undo}
            >
              <IconArrowBackUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip
            label={
              project.canRedo === null
                ? t("shell.undo.nothingToRedo")
                : t("shell.undo.redoStep", { step: inWords(project.canRedo, language) })
            }
          >
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("shell.undo.redo")}
              disabled={project.canRedo === null}
              onClick={journal.redo}
            >
              <IconArrowForwardUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t("shell.undo.allChanges")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("shell.undo.allChanges")}
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
          aria-label={t("shell.competition")}
          allowDeselect={false}
          value={project.profileId}
          data={(profiles.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(profileId) => {
            if (profileId !== null) void services.call("project.setProfile", { profileId }).catch(showError);
          }}
        />
      )}
      <span className="muted" style={{ fontSize: 12 }} role="status" aria-label={t("shell.network.label")}>
        <span className={`dot ${network?.status ?? ""}`} aria-hidden />{" "}
        {network === null ? t("shell.network.starting") : inWords(network.title, language)}
        {network !== null &&
          `, ${
            network.block === null
              ? t(`shell.network.status.${network.status}`)
              : t("shell.network.block", { block: network.block })
          }`}
      </span>
    </header>
  );
}
