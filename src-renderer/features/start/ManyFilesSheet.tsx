import { Button, Group, Loader, Table, Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { inWords } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError, wordsFor } from "../../ui/error-notice.tsx";
import { bytes } from "../../ui/format.ts";
import type { NamedSource } from "./named-source.ts";

/** Several files: how each will be read. Those that cannot be are left out. */
export function ManyFilesSheet({
  items,
  createProject,
  onDone,
}: {
  items: readonly NamedSource[];
  createProject: boolean;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const services = useServices();
  const looks = useQueries({
    queries: items.map(({ source }) => ({
      queryKey: ["import.inspect", { source }],
      queryFn: () => services.call("import.inspect", { source }),
    })),
  });
  const readable = items.flatMap(({ source }, at) => {
    const look = looks[at]?.data;
    if (look === undefined) return [];
    const entry = look.entry === null || source.kind !== "upload" ? {} : { entry: look.entry };
    return [{ source: { ...source, ...entry }, format: look.format }];
  });
  const start = async (): Promise<void> => {
    const name = stem(items[0]?.name ?? "") || t("start.files.project");
    if (createProject) await services.call("project.create", { name });
    await services.call("import.startMany", { items: readable });
    onDone();
  };
  const isLooking = looks.some(({ isPending }) => isPending);
  return (
    <>
      <Table className="table" aria-label={t("start.files.label")}>
        <thead>
          <tr>
            <th>{t("start.files.file")}</th>
            <th>{t("start.files.size")}</th>
            <th>{t("start.files.how")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ name }, at) => {
            const look = looks[at];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name
              <tr key={at}>
                <td>{name}</td>
                <td>{look?.data?.sizeBytes == null ? "" : bytes(look.data.sizeBytes)}</td>
                <td className={look?.error ? "level-error" : ""}>
                  {look?.error ? (
                    wordsFor(look.error).sentence
                  ) : look?.data === undefined ? (
                    <Loader size={14} aria-label={t("start.import.reading")} />
                  ) : (
                    inWords(look.data.reason, language)
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      <Text size="sm" className="muted" mt="sm">
        {t("start.files.order")}
      </Text>
      <Group justify="end" mt="md">
        <Button variant="default" onClick={onDone}>
          {t("common.cancel")}
        </Button>
        <Button disabled={isLooking || readable.length === 0} onClick={() => void start().catch(showError)}>
          {t("start.import.start")}
        </Button>
      </Group>
    </>
  );
}

const stem = (name: string): string => name.replace(/\.[^.]+$/, "");
