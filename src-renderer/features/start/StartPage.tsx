import { Anchor, Button, FileButton, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconFileImport, IconFlask, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { ImportSource } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, when } from "../../ui/format.ts";
import { ImportSheet } from "./ImportSheet.tsx";

/** What one sees without a project: open a file, take the sample, or go on with an earlier project. */
export function StartPage() {
  const services = useServices();
  const recent = useAnswer("project.recent", {});
  const samples = useAnswer("samples.list", {});
  const [source, setSource] = useState<{ source: ImportSource; name: string } | null>(null);
  const [isOver, setOver] = useState(false);

  const takeFile = (file: File | null): void => {
    if (file === null) return;
    services
      .upload(file)
      .then(
        ({ uploadId }) =>
          setSource({ source: { kind: "upload", uploadId, fileName: file.name }, name: file.name }),
        showError,
      );
  };
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
            takeFile(event.dataTransfer.files[0] ?? null);
          }}
        >
          <IconFileImport size={32} stroke={1.5} aria-hidden />
          <Text fw={550} mt="xs">
            Drop a dataset here
          </Text>
          <Text className="muted" size="sm" mb="md">
            JSONL, JSON or CSV; chat, ShareGPT, Alpaca, question and answer, or columns of your own
          </Text>
          <Group justify="center">
            <FileButton onChange={takeFile} inputProps={{ "aria-label": "Dataset file" }}>
              {(props) => <Button {...props}>Choose a file</Button>}
            </FileButton>
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
      <Modal
        opened={source !== null}
        onClose={() => setSource(null)}
        title={`Import ${source?.name ?? ""}`}
        size="xl"
      >
        {source !== null && (
          <ImportSheet
            source={source.source}
            name={source.name}
            createProject
            onDone={() => setSource(null)}
          />
        )}
      </Modal>
    </div>
  );
}
