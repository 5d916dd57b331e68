// Reads one dataset after the other in a thread of its own: what a hostile file does here ends this thread and no more.
import { parentPort } from "node:worker_threads";
import { AssayError } from "../../../../src-shared/contract/index.ts";
import { isOfTheSystem } from "../on-disk.ts";
import { type InspectRequest, inspectDataset } from "./inspect-dataset.ts";

parentPort?.on("message", (request: InspectRequest) => {
  inspectDataset(request).then(
    (inspection) => parentPort?.postMessage({ inspection }),
    (error: unknown) =>
      parentPort?.postMessage(
        error instanceof AssayError
          ? { code: error.code, details: error.details }
          : isOfTheSystem(error)
            ? { refused: error.message }
            : { what: error instanceof Error ? error.message : String(error) },
      ),
  );
});
