import { ActionIcon, Button, Group, Menu, SegmentedControl, Tooltip } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowMergeLeft,
  IconArrowUp,
  IconChevronDown,
  IconClipboardText,
  IconPlus,
  IconQuestionMark,
  IconScissors,
  IconSparkles,
  IconTrash,
  IconUser,
} from "@tabler/icons-react";
import { useRef, useState } from "react";
import {
  type FindingView,
  keptText,
  type RowChange,
  type RowDetail,
  type SystemView,
  type TurnView,
} from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count } from "../../ui/format.ts";
import { Finding } from "./Findings.tsx";
import { PasteTranscript } from "./PasteTranscript.tsx";
import type { Edit } from "./row-edit.ts";
import { SavedText } from "./SavedText.tsx";

const attempt = (edit: Edit, change: RowChange): void => void edit(change).catch(showError);

const SYSTEM_STATES = {
  text: "",
  null: 'The row says "system": null. Reference validators fail on it, and with it on the whole dataset.',
  absent:
    "The row has no key called system. Reference validators fail on it, and with it on the whole dataset.",
  invalid: "Something that is neither text nor null stands here; see the JSON.",
} as const;
const ROLES = ["user", "assistant"] as const;

/** The conversation as people read it: every text can be edited where it stands. */
export function Chat({ row, edit }: { row: RowDetail; edit: Edit }) {
  const { turns } = row;
  const services = useServices();
  const [isPasting, setPasting] = useState(false);
  const nextRole = turns.at(-1)?.role === "user" ? "assistant" : "user";
  return (
    <>
      {isPasting && (
        <PasteTranscript edit={edit} hasTurns={turns.length > 0} onClose={() => setPasting(false)} />
      )}
      <SystemPrompt system={row.system} edit={edit} />
      {turns.map((turn, index) => (
        <TurnCard
          key={turnKey(index, turn)}
          rowId={row.id}
          turn={turn}
          index={index}
          last={turns.length - 1}
          findings={row.findings.filter((finding) => finding.turn === index)}
          edit={edit}
          tokens={row.turnTokens[index] ?? 0}
          isCut={row.cutWithinTurn === index}
          onSplit={() => void services.call("rows.split", { rowId: row.id, turn: index }).catch(showError)}
        />
      ))}
      <div className="chat-foot">
        <Group gap={8}>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() =>
              attempt(edit, { kind: "insertTurn", turn: turns.length, role: nextRole, content: "" })
            }
          >
            Add a turn
          </Button>
          <Button
            variant="default"
            leftSection={<IconClipboardText size={16} />}
            onClick={() => setPasting(true)}
          >
            Paste a transcript
          </Button>
        </Group>
        <span className="muted small">
          {row.tokensEstimated ? `≈${count(row.tokens)} tokens, an estimate` : `${count(row.tokens)} tokens`}
        </span>
      </div>
    </>
  );
}

function SystemPrompt({ system, edit }: { system: SystemView; edit: Edit }) {
  const kept = useRef("");
  if (system.kind === "text") kept.current = system.text;
  const choose = (kind: string): void =>
    attempt(
      edit,
      kind === "absent"
        ? { kind: "removeSystem" }
        : { kind: "setSystem", system: kind === "null" ? null : kept.current },
    );
  return (
    <section className="turn system" aria-label="System prompt">
      <div className="turn-head">
        <span className="turn-role">System</span>
        <span className="grow" />
        <SegmentedControl
          aria-label="State of the system prompt"
          value={system.kind === "invalid" ? "" : system.kind}
          onChange={choose}
          data={[
            { value: "text", label: "Text" },
            { value: "null", label: "Null" },
            { value: "absent", label: "None" },
          ]}
        />
      </div>
      {system.kind === "text" ? (
        <SavedText
          label="System prompt"
          text={system.text}
          placeholder="An empty system prompt"
          onSave={(text) => edit({ kind: "setSystem", system: text })}
        />
      ) : (
        <p className="turn-note">{SYSTEM_STATES[system.kind]}</p>
      )}
    </section>
  );
}

/** A turn has no name of its own: its place and its role tell it from the others. */
const turnKey = (index: number, { role }: TurnView): string => `${index} ${role}`;

function TurnCard({
  rowId,
  turn,
  index,
  last,
  findings,
  edit,
  tokens,
  isCut,
  onSplit,
}: {
  rowId: number;
  turn: TurnView;
  index: number;
  last: number;
  findings: readonly FindingView[];
  edit: Edit;
  tokens: number;
  /** True where training stops reading within this turn. */
  isCut: boolean;
  onSplit: () => void;
}) {
  const number = index + 1;
  return (
    <section className={`turn ${turn.role === "assistant" ? "assistant" : ""}`} aria-label={`Turn ${number}`}>
      <div className="turn-head">
        <RoleMenu
          role={turn.role}
          number={number}
          onRole={(role) => attempt(edit, { kind: "setTurnRole", turn: index, role })}
        />
        <span className="muted small">≈{count(tokens)} tokens</span>
        <span className="grow" />
        <div className="turn-tools">
          <TurnTool
            label={`Merge turn ${number} into the one above`}
            disabled={index === 0}
            onClick={() => attempt(edit, { kind: "mergeTurn", turn: index })}
          >
            <IconArrowMergeLeft size={14} />
          </TurnTool>
          <TurnTool
            label={`Split the conversation before turn ${number}`}
            disabled={index === 0}
            onClick={onSplit}
          >
            <IconScissors size={14} />
          </TurnTool>
          <TurnTool
            label={`Move turn ${number} up`}
            disabled={index === 0}
            onClick={() => attempt(edit, { kind: "moveTurn", turn: index, to: index - 1 })}
          >
            <IconArrowUp size={14} />
          </TurnTool>
          <TurnTool
            label={`Move turn ${number} down`}
            disabled={index === last}
            onClick={() => attempt(edit, { kind: "moveTurn", turn: index, to: index + 1 })}
          >
            <IconArrowDown size={14} />
          </TurnTool>
          <TurnTool
            label={`Remove turn ${number}`}
            onClick={() => attempt(edit, { kind: "removeTurn", turn: index })}
          >
            <IconTrash size={14} />
          </TurnTool>
        </div>
      </div>
      {turn.invalid && <p className="turn-note">This turn is not two texts; see the JSON.</p>}
      <SavedText
        label={`Turn ${number}`}
        text={turn.content}
        placeholder="Nothing is said here yet"
        onSave={(content) => edit({ kind: "setTurnContent", turn: index, content })}
      />
      {isCut && <p className="turn-cut">Training stops reading within this turn: the window is full.</p>}
      {findings.map((finding) => (
        <Finding key={finding.rule + keptText(finding.says)} rowId={rowId} finding={finding} />
      ))}
    </section>
  );
}

function TurnTool({
  label,
  disabled = false,
  onClick,
  children,
}: {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

const ROLE_ICONS = { user: IconUser, assistant: IconSparkles };

function RoleMenu({
  role,
  number,
  onRole,
}: {
  role: string;
  number: number;
  onRole: (role: string) => void;
}) {
  const Icon = ROLE_ICONS[role as keyof typeof ROLE_ICONS] ?? IconQuestionMark;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="turn-role" aria-label={`Role of turn ${number}: ${role || "none"}`}>
          <Icon size={14} aria-hidden />
          {role || "no role"}
          <IconChevronDown size={12} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {ROLES.map((other) => (
          <Menu.Item key={other} disabled={other === role} onClick={() => onRole(other)}>
            {other}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
