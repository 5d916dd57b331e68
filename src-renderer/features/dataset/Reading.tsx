import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import type { RowDetail } from "../../../src-shared/contract/index.ts";
import { say } from "../../texts/index.ts";
import { piecesOf } from "./exact-text.ts";
import "./reading.css";

/** The conversation to be read: as a chat window would show it, or letter by letter. */
export default function Reading({ row }: { row: Pick<RowDetail, "system" | "turns"> }) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<"markdown" | "exact">("markdown");
  const system = row.system.kind === "text" ? row.system.text : null;
  return (
    <>
      <SegmentedControl
        aria-label={t("conversation.reading.mode")}
        value={mode}
        onChange={(value) => setMode(value as typeof mode)}
        mb={12}
        data={[
          { value: "markdown", label: t("conversation.reading.modes.markdown") },
          { value: "exact", label: t("conversation.reading.modes.exact") },
        ]}
      />
      {system !== null && <Said by="system" text={system} mode={mode} />}
      {row.turns.map(({ role, content }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn has no name but its place
        <Said key={index} by={role} text={content} mode={mode} />
      ))}
    </>
  );
}

function Said({ by, text, mode }: { by: string; text: string; mode: "markdown" | "exact" }) {
  return (
    <section className={`said ${by}`} aria-label={by}>
      <h3 className="small muted">{by}</h3>
      {mode === "markdown" ? (
        <div className="markdown" dir="auto">
          <ReactMarkdown remarkPlugins={[remarkGfm]} components={INERT}>
            {text}
          </ReactMarkdown>
        </div>
      ) : (
        <Exact text={text} />
      )}
    </section>
  );
}

/** What a dataset says leads nowhere and loads nothing: it is shown, not followed. */
const INERT: Components = {
  a: ({ children, href }) => (
    <span className="markdown-link" title={href}>
      {children}
    </span>
  ),
  img: ({ alt, src }) => (
    <span className="markdown-link">
      [{alt || say("conversation.reading.image")}: {typeof src === "string" ? src : ""}]
    </span>
  ),
};

function Exact({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <pre className="exact" dir="auto">
      {piecesOf(text).map((piece) =>
        piece.kind === "text" ? (
          piece.shown
        ) : (
          <span
            key={piece.at}
            className={`exact-${piece.kind}`}
            title={t(`conversation.reading.marks.${piece.name}`, { code: piece.code })}
          >
            {piece.shown}
          </span>
        ),
      )}
    </pre>
  );
}
