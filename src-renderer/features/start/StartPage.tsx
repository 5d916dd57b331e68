import { Anchor, Button, FileButton, Group, Stack, Text, Title } from "@mantine/core";
import { IconFileImport, IconFlask, IconPlus, IconWorldDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useTour } from "../../shell/Tour.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { when } from "../../ui/format.ts";
import { ImportFlow } from "./ImportFlow.tsx";

/** What one sees without a project: open a file, take the sample, or go on with an earlier project. */
export function StartPage() {
  const { t } = useTranslation();
  const services = useServices();
  const recent = useAnswer("project.recent", {});
  const samples = useAnswer("samples.list", {});
  const [isOver, setOver] = useState(false);
  const tour = useTour();

  const openSample = async (sampleId: string): Promise<void> => {
    await services.call("project.create", { name: t("shell.tour.sample") });
    await services.call("import.start", {
      source: { kind: "sample", sampleId },
      format: { container: "jsonl", form: "native", mapping: null },
    });
  };
  const [sample] = samples.data ?? [];

  return (
    <div className="page">
      <div className="page-inner">
        <Title order={2}>{t("start.title")}</Title>
        <Text className="muted" mb="lg">
          {t("start.intro")}
        </Text>
        {tour.isOffered && (
          <Group className="card" px="md" py="sm" mb="lg" role="region" aria-label={t("start.newHere.label")}>
            <Text size="sm" flex={1}>
              {t("start.newHere.text")}
            </Text>
            <Button variant="subtle" color="gray" onClick={tour.decline}>
              {t("start.newHere.notNow")}
            </Button>
            <Button variant="light" onClick={tour.start}>
              {t("shell.tour.start")}
            </Button>
          </Group>
        )}
        <ImportFlow createProject>
          {(ways) => (
            <section
              className={`dropzone ${isOver ? "over" : ""}`}
              aria-label={t("start.open.label")}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(true);
              }}
              onDragLeave={() => setOver(false)}
              onDrop={(event) => {
                event.preventDefault();
                setOver(false);
                ways.files([...event.dataTransfer.files]);
              }}
            >
              <IconFileImport size={32} stroke={1.5} aria-hidden />
              <Text fw={550} mt="xs">
                {t("start.open.drop")}
              </Text>
              <Text className="muted" size="sm" mb="md">
                {t("start.open.forms")}
              </Text>
              <Group justify="center">
                <FileButton
                  multiple
                  onChange={ways.files}
                  inputProps={{ "aria-label": t("start.open.file") }}
                >
                  {(props) => <Button {...props}>{t("start.open.chooseFile")}</Button>}
                </FileButton>
                <Button variant="default" leftSection={<IconWorldDownload size={16} />} onClick={ways.hub}>
                  {t("start.open.fromHub")}
                </Button>
                {sample !== undefined && (
                  <Button
                    variant="default"
                    leftSection={<IconFlask size={16} />}
                    onClick={() => void openSample(sample.id).catch(showError)}
                  >
                    {t("start.open.sample", { count: sample.rows })}
                  </Button>
                )}
                <Button
                  variant="subtle"
                  color="gray"
                  leftSection={<IconPlus size={16} />}
                  onClick={() =>
                    void services.call("project.create", { name: t("start.open.untitled") }).catch(showError)
                  }
                >
                  {t("start.open.empty")}
                </Button>
              </Group>
            </section>
          )}
        </ImportFlow>
        <Title order={4} mt="xl" mb="xs">
          {t("start.recent.title")}
        </Title>
        {(recent.data ?? []).length === 0 && (
          <Text className="muted" size="sm">
            {t("start.recent.none")}
          </Text>
        )}
        <Stack gap={4}>
          {(recent.data ?? []).map(({ path, name, openedAt, rows, exists }) => (
            <Group key={path} gap="md" className="card" px="md" py={8}>
              <Anchor
                component="button"
                disabled={!exists}
                onClick={() => void services.call("project.open", { path }).catch(showError)}
              >
                {name}
              </Anchor>
              <Text size="sm" className="muted">
                {!exists
                  ? t("start.recent.gone")
                  : rows === null
                    ? when(openedAt)
                    : t("start.recent.rowsAndTime", {
                        rows: t("common.rows", { count: rows }),
                        time: when(openedAt),
                      })}
              </Text>
            </Group>
          ))}
        </Stack>
      </div>
    </div>
  );
}
