import { Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServices } from "../../connection/services.tsx";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { HubSheet } from "./HubSheet.tsx";
import { ImportSheet } from "./ImportSheet.tsx";
import { ManyFilesSheet } from "./ManyFilesSheet.tsx";
import type { NamedSource } from "./named-source.ts";
import { WatchSheet } from "./WatchSheet.tsx";

/** The ways in which rows come in. */
export interface ImportWays {
  readonly files: (files: readonly File[]) => void;
  /** What is on the clipboard. */
  readonly paste: () => void;
  /** A dataset of the network's hub, by its name. */
  readonly hub: () => void;
  /** Files that appear in a folder, from now on. */
  readonly watch: () => void;
}

type Open =
  | { readonly kind: "one"; readonly item: NamedSource }
  | { readonly kind: "many"; readonly items: readonly NamedSource[] }
  | { readonly kind: "hub" | "watch" };

/** Takes rows in, from wherever: first it shows how they will be read. */
export function ImportFlow({
  createProject = false,
  children,
}: {
  /** True where no project is open: one is made for what comes in. */
  createProject?: boolean;
  children: (ways: ImportWays) => ReactNode;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);

  const take = async (files: readonly File[]): Promise<void> => {
    const items: NamedSource[] = [];
    for (const file of files) {
      const { uploadId } = await services.upload(file);
      items.push({ source: { kind: "upload", uploadId, fileName: file.name }, name: file.name });
    }
    const [first] = items;
    if (first === undefined) return;
    setOpen(items.length === 1 ? { kind: "one", item: first } : { kind: "many", items });
  };
  const paste = async (): Promise<void> => {
    const text = await navigator.clipboard.readText();
    if (text.trim() === "") return showDone(t("start.import.clipboardEmpty"));
    const name = t("start.import.pasted");
    setOpen({ kind: "one", item: { source: { kind: "text", text, fileName: name }, name } });
  };
  const ways: ImportWays = {
    files: (files) => void take(files).catch(showError),
    paste: () => void paste().catch(showError),
    hub: () => setOpen({ kind: "hub" }),
    watch: () => setOpen({ kind: "watch" }),
  };

  const titleOf = (opened: Open): string => {
    if (opened.kind === "one") return t("start.import.one", { name: opened.item.name });
    if (opened.kind === "many") return t("start.import.files", { count: opened.items.length });
    return t(`start.import.${opened.kind}`);
  };

  return (
    <>
      {children(ways)}
      <Modal opened={open !== null} onClose={close} title={open === null ? "" : titleOf(open)} size={840}>
        {open?.kind === "one" && <ImportSheet {...open.item} createProject={createProject} onDone={close} />}
        {open?.kind === "many" && (
          <ManyFilesSheet items={open.items} createProject={createProject} onDone={close} />
        )}
        {open?.kind === "hub" && (
          <HubSheet onClose={close} onFetched={(item) => setOpen({ kind: "one", item })} />
        )}
        {open?.kind === "watch" && <WatchSheet onClose={close} />}
      </Modal>
    </>
  );
}
