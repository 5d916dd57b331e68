import { Anchor, Button, FileButton, Group, Stack, Text, Title } from "@mantine/core";
import { IconFileImport, IconFlask, IconPlus, IconWorldDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useTour } from "../../shell/Tour.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, when } from "../../ui/format.ts";
import { ImportFlow } from "./ImportFlow.tsx";

/** What one sees without a project: open a file, take the sample, or go on with an earlier project. */
export function StartPage() {
  const services = useServices();
  const recent = useAnswer("project.recent", {});
  const samples = useAnswer("samples.list", {});
  const [isOver, setOver] = useState(false);
  const tour = useTour();

  const openSample = async (sampleId: string): Promise<void> => {
    await services.call("project.create", { name: "Sample" });
    await services.call("import.start", {
      source: { kind: "sample", sampleId },
      format: { container: "jsonl", form: "native", mapping: null },
    });
  };
  const [sample] = samples.data ?? [];

  return (
    <div className="page">
      <div className="page-inner">
        <Title order={2}>What would you like to work on?</Title>
        <Text className="muted" mb="lg">
          Assay checks a dataset, finds duplicates, and publishes it. Everything starts on a practice network
          on this machine.
        </Text>
        {tour.isOffered && (
          <Group className="card" px="md" py="sm" mb="lg" role="region" aria-label="New here?">
            <Text size="sm" flex={1}>
              New here? See in a minute how a dataset is mended and published, on a sample.
            </Text>
            <Button variant="subtle" color="gray" onClick={tour.decline}>
              Not now
            </Button>
            <Button variant="light" onClick={tour.start}>
              Show me around
            </Button>
          </Group>
        )}
        <ImportFlow createProject>
          {(ways) => (
            <section
              className={`dropzone ${isOver ? "over" : ""}`}
              aria-label="Open a dataset"
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
                Drop a dataset here
              </Text>
              <Text className="muted" size="sm" mb="md">
                JSONL, JSON, CSV or Parquet, also zipped; chat, ShareGPT, Alpaca, question and answer, or
                columns of your own
              </Text>
              <Group justify="center">
                <FileButton multiple onChange={ways.files} inputProps={{ "aria-label": "Dataset file" }}>
                  {(props) => <Button {...props}>Choose a file</Button>}
                </FileButton>
                <Button variant="default" leftSection={<IconWorldDownload size={16} />} onClick={ways.hub}>
                  From the hub
                </Button>
                {sample !== undefined && (
                  <Button
                    variant="default"
                    leftSection={<IconFlask size={16} />}
                    onClick={() => void openSample(sample.id).catch(showError)}
                  >
                    Open the sample ({count(sample.rows)} rows)
                  </Button>
                )}
                <Button
                  variant="subtle"
                  color="gray"
                  leftSection={<IconPlus size={16} />}
                  onClick={() => void services.call("project.create", { name: "Untitled" }).catch(showError)}
                >
                  Empty project
                </Button>
              </Group>
            </section>
          )}
        </ImportFlow>
        <Title order={4} mt="xl" mb="xs">
          Recent projects
        </Title>
        {(recent.data ?? []).length === 0 && (
          <Text className="muted" size="sm">
            None yet.
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
                {exists
                  ? `${rows === null ? "" : `${count(rows)} rows, `}${when(openedAt)}`
                  : "no longer there"}
              </Text>
            </Group>
          ))}
        </Stack>
      </div>
    </div>
  );
}
