import { Button, Checkbox, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readTranscript } from "../../../src-shared/dataset/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import type { Edit } from "./row-edit.ts";

/** Takes a conversation that was copied elsewhere apart into turns, and adds them to the row. */
export function PasteTranscript({
  edit,
  hasTurns,
  onClose,
}: {
  edit: Edit;
  hasTurns: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [takesSystem, setTakesSystem] = useState(true);
  const { system, turns } = readTranscript(text);
  const add = async (): Promise<void> => {
    try {
      const isTaken = await edit({ kind: "appendTurns", turns: [...turns] });
      if (isTaken && system !== null && takesSystem) await edit({ kind: "setSystem", system });
      if (isTaken) onClose();
    } catch (error) {
      showError(error);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("conversation.transcript.title")} size={640}>
      <Stack gap="md">
        <Textarea
          label={t("conversation.transcript.text")}
          description={t("conversation.transcript.hint")}
          data-autofocus
          autosize
          minRows={8}
          maxRows={20}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {system !== null && (
          <Checkbox
            size="xs"
            label={t("conversation.transcript.takeSystem")}
            checked={takesSystem}
            onChange={(event) => setTakesSystem(event.currentTarget.checked)}
          />
        )}
        <Group justify="space-between">
          <span className="muted small" role="status">
            {turns.length === 0
              ? t("conversation.transcript.nothing")
              : t("conversation.transcript.turns", {
                  count: turns.length,
                  roles: turns.map(({ role }) => role).join(", "),
                })}
          </span>
          <Group gap={8}>
            <Button variant="default" onClick={onClose}>
              {t("conversation.transcript.leave")}
            </Button>
            <Button disabled={turns.length === 0} onClick={() => void add()}>
              {t(hasTurns ? "conversation.transcript.addBehind" : "conversation.transcript.add")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
