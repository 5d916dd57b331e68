import { join } from "node:path";
import { ModelShelf } from "../../../src-shared/engine/index.ts";
import { appDataDir, checkoutRoot } from "../../services/app-paths.ts";
import type { CliIo } from "../command.ts";

/** The models that the app on this computer has fetched, and those that come with Assay. */
export const modelShelf = (io: CliIo): ModelShelf =>
  new ModelShelf(join(checkoutRoot(), "resources"), join(appDataDir(io.env), "models"));
