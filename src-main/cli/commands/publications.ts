import { join } from "node:path";
import { appDataDir } from "../../services/app-paths.ts";
import { PublicationStore, toPublicationView } from "../../services/publish/index.ts";
import type { CliCommand, CliIo } from "../command.ts";

export const publicationsCommand: CliCommand = {
  register(program, io) {
    program
      .command("publications")
      .description("List what was published from this machine, the newest first.")
      .option("--json", "answer one line of JSON")
      .action((options: { readonly json?: true }) => list(options, io));
  },
};

function list({ json }: { readonly json?: true }, io: CliIo): void {
  const store = new PublicationStore(join(appDataDir(io.env), "publications"));
  const views = store.list().map((record) => toPublicationView(record, { repo: "", revision: () => "" }));
  store.close();
  if (json) {
    const shown = views.map(
      ({
        id,
        createdAt,
        outcome,
        networkId,
        netuid,
        hotkey,
        repo,
        revision,
        commitment,
        block,
        sha256,
        rows,
        error,
      }) => ({
        id,
        createdAt,
        state: outcome,
        network: networkId,
        netuid,
        hotkey,
        repo,
        revision,
        commitment,
        block,
        sha256,
        rows,
        error,
      }),
    );
    io.stdout(`${JSON.stringify(shown)}\n`);
    return;
  }
  if (views.length === 0) io.stdout("Nothing was published from this machine yet.\n");
  for (const { createdAt, outcome, networkId, netuid, rows, commitment, repo, block } of views) {
    const where = `${networkId} subnet ${netuid}`;
    io.stdout(
      `${createdAt.slice(0, 16).replace("T", " ")}  ${outcome.padEnd(10)}  ${where}  ${rows ?? "-"} rows  ${commitment ?? repo}${block === null ? "" : `  block ${block}`}\n`,
    );
  }
}
