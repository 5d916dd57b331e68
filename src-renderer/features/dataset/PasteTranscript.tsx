import { Button, Checkbox, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { readTranscript } from "../../../src-shared/dataset/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { plural } from "../../ui/format.ts";
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
    <Modal opened onClose={onClose} title="Paste a transcript" size={640}>
      <Stack gap="md">
        <Textarea
          label="The conversation"
          description="Who speaks is told by a name and a colon at the beginning of a line: User, Human, You, Assistant, AI …"
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
            label="Take what the system is told as the system prompt"
            checked={takesSystem}
            onChange={(event) => setTakesSystem(event.currentTarget.checked)}
          />
        )}
        <Group justify="space-between">
          <span className="muted small" role="status">
            {turns.length === 0
              ? "Nothing to add yet"
              : `${plural(turns.length, "turn")}: ${turns.map(({ role }) => role).join(", ")}`}
          </span>
          <Group gap={8}>
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button disabled={turns.length === 0} onClick={() => void add()}>
              {hasTurns ? "Add behind the last turn" : "Add"}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
