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
import { useTranslation } from "react-i18next";
import {
  type FindingView,
  keptText,
  type RowChange,
  type RowDetail,
  type SystemView,
  type TurnView,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { Finding } from "./Findings.tsx";
import { PasteTranscript } from "./PasteTranscript.tsx";
import type { Edit } from "./row-edit.ts";
import { SavedText } from "./SavedText.tsx";

const attempt = (edit: Edit, change: RowChange): void => void edit(change).catch(showError);

const ROLES = ["user", "assistant"] as const;

/** The conversation as people read it: every text can be edited where it stands. */
export function Chat({ row, edit }: { row: RowDetail; edit: Edit }) {
  const { t } = useTranslation();
  const { turns } = row;
  const services = useServices();
  const { project } = useLive();
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
          isEstimate={row.tokensEstimated}
          isCut={row.cutWithinTurn === index}
          onSplit={() => void services.call("rows.split", { rowId: row.id, turn: index }).catch(showError)}
        />
      ))}
      <div className="chat-foot">
        <Group gap={8} wrap="nowrap">
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() =>
              attempt(edit, { kind: "insertTurn", turn: turns.length, role: nextRole, content: "" })
            }
          >
            {t("conversation.addTurn")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconClipboardText size={16} />}
            onClick={() => setPasting(true)}
          >
            {t("conversation.transcript.title")}
          </Button>
        </Group>
        <span className="muted small">
          {t(row.tokensEstimated ? "conversation.tokensEstimated" : "conversation.tokens", {
            tokens: row.tokens,
            model: project?.tokens.countedBy ?? "",
          })}
        </span>
      </div>
    </>
  );
}

function SystemPrompt({ system, edit }: { system: SystemView; edit: Edit }) {
  const { t } = useTranslation();
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
    <section className="turn system" aria-label={t("conversation.system.label")}>
      <div className="turn-head">
        <span className="turn-role">{t("conversation.system.title")}</span>
        <span className="grow" />
        <SegmentedControl
          aria-label={t("conversation.system.state")}
          value={system.kind === "invalid" ? "" : system.kind}
          onChange={choose}
          data={[
            { value: "text", label: t("conversation.system.states.text") },
            { value: "null", label: t("conversation.system.states.null") },
            { value: "absent", label: t("conversation.system.states.absent") },
          ]}
        />
      </div>
      {system.kind === "text" ? (
        <SavedText
          label={t("conversation.system.label")}
          text={system.text}
          placeholder={t("conversation.system.placeholder")}
          onSave={(text) => edit({ kind: "setSystem", system: text })}
        />
      ) : (
        <p className="turn-note">{t(`conversation.system.notes.${system.kind}`)}</p>
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
  isEstimate,
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
  isEstimate: boolean;
  /** True where training stops reading within this turn. */
  isCut: boolean;
  onSplit: () => void;
}) {
  const { t } = useTranslation();
  const number = index + 1;
  return (
    <section
      className={`turn ${turn.role === "assistant" ? "assistant" : ""}`}
      aria-label={t("conversation.turn.label", { number })}
    >
      <div className="turn-head">
        <RoleMenu
          role={turn.role}
          number={number}
          onRole={(role) => attempt(edit, { kind: "setTurnRole", turn: index, role })}
        />
        <span className="muted small">
          {t(isEstimate ? "conversation.turn.tokensEstimated" : "conversation.turn.tokens", { tokens })}
        </span>
        <span className="grow" />
        <div className="turn-tools">
          <TurnTool
            label={t("conversation.turn.merge", { number })}
            disabled={index === 0}
            onClick={() => attempt(edit, { kind: "mergeTurn", turn: index })}
          >
            <IconArrowMergeLeft size={14} />
          </TurnTool>
          <TurnTool label={t("conversation.turn.split", { number })} disabled={index === 0} onClick={onSplit}>
            <IconScissors size={14} />
          </TurnTool>
          <TurnTool
            label={t("conversation.turn.up", { number })}
            disabled={index === 0}
            onClick={() => attempt(edit, { kind: "moveTurn", turn: index, to: index - 1 })}
          >
            <IconArrowUp size={14} />
          </TurnTool>
          <TurnTool
            label={t("conversation.turn.down", { number })}
            disabled={index === last}
            onClick={() => attempt(edit, { kind: "moveTurn", turn: index, to: index + 1 })}
          >
            <IconArrowDown size={14} />
          </TurnTool>
          <TurnTool
            label={t("conversation.turn.remove", { number })}
            onClick={() => attempt(edit, { kind: "removeTurn", turn: index })}
          >
            <IconTrash size={14} />
          </TurnTool>
        </div>
      </div>
      {turn.invalid && <p className="turn-note">{t("conversation.turn.invalid")}</p>}
      <SavedText
        label={t("conversation.turn.label", { number })}
        text={turn.content}
        placeholder={t("conversation.turn.placeholder")}
        onSave={(content) => edit({ kind: "setTurnContent", turn: index, content })}
      />
      {isCut && <p className="turn-cut">{t("conversation.turn.cut")}</p>}
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
  const { t } = useTranslation();
  const Icon = ROLE_ICONS[role as keyof typeof ROLE_ICONS] ?? IconQuestionMark;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className="turn-role"
          aria-label={t("conversation.turn.role", { number, role: role || t("conversation.turn.roleNone") })}
        >
          <Icon size={14} aria-hidden />
          {role || t("conversation.turn.noRole")}
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
