import {
  ActionIcon,
  Anchor,
  Button,
  Group,
  Loader,
  SegmentedControl,
  Select,
  Text,
  Textarea,
  Tooltip,
} from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronUp,
  IconCopyPlus,
  IconPlus,
  IconTrash,
  IconX,
} from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import {
  FILE_ORDER,
  type RowChange,
  type RowDetail,
  type RowFilter,
  type TurnView,
} from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count } from "../../ui/format.ts";
import { LevelMark } from "../../ui/level.tsx";

const JsonEditor = lazy(() => import("./JsonEditor.tsx"));
/** A pause in typing after which what stands there is saved. */
const PAUSE_MS = 800;

/** One conversation: as a chat, or as its JSON; with its problems and duplicates. */
export function RowDrawer({
  rowId,
  filter,
  onRow,
  onClose,
}: {
  rowId: number;
  filter: RowFilter;
  onRow: (rowId: number) => void;
  onClose: () => void;
}) {
  const services = useServices();
  const { data: row } = useAnswer("rows.get", { rowId }, { keep: true });
  const [view, setView] = useState("chat");
  const edit = (change: RowChange): void =>
    void services.call("rows.edit", { rowId, change }).catch(showError);

  const neighbour = async (step: number): Promise<void> => {
    const { index } = await services.call("rows.locate", { rowId, filter, sort: FILE_ORDER });
    const offset = Math.max(0, (index ?? 0) + step);
    const { rows } = await services.call("rows.window", { filter, sort: FILE_ORDER, offset, limit: 1 });
    if (rows[0] !== undefined) onRow(rows[0].id);
  };

  return (
    <aside className="side wide" aria-label="Row">
      <div className="side-head">
        <h2>{row ? `Row ${count(row.line)}` : "Row"}</h2>
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          data={[
            { value: "chat", label: "Chat" },
            { value: "json", label: "JSON" },
          ]}
        />
        <Tooltip label="Previous row">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Previous row"
            onClick={() => void neighbour(-1).catch(showError)}
          >
            <IconChevronUp size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Next row">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Next row"
            onClick={() => void neighbour(1).catch(showError)}
          >
            <IconChevronDown size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Duplicate row">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Duplicate row"
            onClick={() => void services.call("rows.duplicate", { rowId }).catch(showError)}
          >
            <IconCopyPlus size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Delete row (undo brings it back)">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Delete row"
            onClick={() =>
              void services
                .call("rows.delete", { rowIds: [rowId] })
                .then(({ focusRowId }) => (focusRowId === null ? onClose() : onRow(focusRowId)), showError)
            }
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
        <ActionIcon variant="subtle" color="gray" aria-label="Close row" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <div className="side-body">
        {row === undefined && <Loader size="sm" aria-label="Loading" />}
        {row === null && <Text className="muted">This row is no longer there; undo brings it back.</Text>}
        {row && <Findings row={row} />}
        {row && view === "chat" && <Chat row={row} edit={edit} />}
        {row && view === "json" && (
          <Suspense fallback={<Loader size="sm" aria-label="Loading the editor" />}>
            <JsonEditor
              json={row.json}
              onSave={(json) => services.call("rows.edit", { rowId, change: { kind: "setJson", json } })}
            />
          </Suspense>
        )}
        {row && row.duplicates.length > 0 && (
          <section aria-label="Duplicates of this row">
            <Text fw={550} mt="md" mb={4}>
              Says the same or nearly the same
            </Text>
            {row.duplicates.map((other) => (
              <div key={other.rowId} className="finding">
                <div>
                  <Anchor component="button" size="sm" onClick={() => onRow(other.rowId)}>
                    Row {count(other.line)}
                  </Anchor>{" "}
                  <span className="muted">{Math.round(other.similarity * 100)}% alike</span>
                  <br />
                  {other.excerpt.slice(0, 140)}
                </div>
              </div>
            ))}
          </section>
        )}
      </div>
    </aside>
  );
}

function Findings({ row }: { row: RowDetail }) {
  const services = useServices();
  return (
    <>
      {row.findings.map(({ rule, level, message, turn, fix }) => (
        <div key={`${rule}-${turn}`} className="finding">
          <LevelMark level={level} />
          <div>{message}</div>
          {fix !== null && (
            <Button
              size="compact-xs"
              variant="light"
              onClick={() =>
                void services.call("lint.fixRow", { rowId: row.id, rule, fix: fix.id }).catch(showError)
              }
            >
              {fix.label}
            </Button>
          )}
        </div>
      ))}
    </>
  );
}

function Chat({ row, edit }: { row: RowDetail; edit: (change: RowChange) => void }) {
  const { system, turns } = row;
  return (
    <>
      <section className="turn" aria-label="System prompt">
        <div className="turn-head">
          System
          <div style={{ flex: 1 }} />
          <SegmentedControl
            size="xs"
            aria-label="State of the system prompt"
            value={system.kind === "text" ? "text" : system.kind === "absent" ? "absent" : "null"}
            onChange={(kind) =>
              edit(
                kind === "absent"
                  ? { kind: "removeSystem" }
                  : { kind: "setSystem", system: kind === "null" ? null : "" },
              )
            }
            data={[
              { value: "text", label: "Text" },
              { value: "null", label: "Null" },
              { value: "absent", label: "None" },
            ]}
          />
        </div>
        {system.kind === "text" && (
          <SavedText
            label="System prompt"
            text={system.text}
            onSave={(text) => edit({ kind: "setSystem", system: text })}
          />
        )}
      </section>
      {turns.map((turn, index) => (
        <TurnCard key={turnKey(index, turn)} turn={turn} index={index} last={turns.length - 1} edit={edit} />
      ))}
      <Group justify="space-between">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            edit({
              kind: "insertTurn",
              turn: turns.length,
              role: turns.length % 2 === 0 ? "user" : "assistant",
              content: "",
            })
          }
        >
          Add a turn
        </Button>
        <Text size="xs" className="muted">
          ≈{count(row.tokens)} tokens, an estimate
        </Text>
      </Group>
    </>
  );
}

/** A turn has no name of its own: its place and its role tell it from the others. */
const turnKey = (index: number, { role }: TurnView): string => `${index} ${role}`;

function TurnCard({
  turn,
  index,
  last,
  edit,
}: {
  turn: TurnView;
  index: number;
  last: number;
  edit: (change: RowChange) => void;
}) {
  const name = `Turn ${index + 1}`;
  return (
    <section className={`turn ${turn.role}`} aria-label={name}>
      <div className="turn-head">
        <Select
          size="xs"
          variant="unstyled"
          w={110}
          aria-label={`Role of turn ${index + 1}`}
          data={[...new Set(["user", "assistant", turn.role])]}
          value={turn.role}
          allowDeselect={false}
          onChange={(role) => role !== null && edit({ kind: "setTurnRole", turn: index, role })}
        />
        <div style={{ flex: 1 }} />
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={`Move turn ${index + 1} up`}
          disabled={index === 0}
          onClick={() => edit({ kind: "moveTurn", turn: index, to: index - 1 })}
        >
          <IconArrowUp size={14} />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={`Move turn ${index + 1} down`}
          disabled={index === last}
          onClick={() => edit({ kind: "moveTurn", turn: index, to: index + 1 })}
        >
          <IconArrowDown size={14} />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={`Remove turn ${index + 1}`}
          onClick={() => edit({ kind: "removeTurn", turn: index })}
        >
          <IconTrash size={14} />
        </ActionIcon>
      </div>
      <SavedText
        label={name}
        text={turn.content}
        onSave={(content) => edit({ kind: "setTurnContent", turn: index, content })}
      />
    </section>
  );
}

/** A text that is saved when one leaves it, and after a pause: a crash costs no more than what is being typed. */
function SavedText({ label, text, onSave }: { label: string; text: string; onSave: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const saved = useRef(text);
  useEffect(() => {
    if (text !== saved.current) setTyped(text);
    saved.current = text;
  }, [text]);
  const save = (): void => {
    if (typed === saved.current) return;
    saved.current = typed;
    onSave(typed);
  };
  useEffect(() => {
    const timer = setTimeout(save, PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <Textarea
      aria-label={label}
      autosize
      minRows={1}
      maxRows={24}
      dir="auto"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
      }}
    />
  );
}
