import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { childProcessHost, noBox, passwordBox } from "../../hosts/node/index.ts";
import { startWebHost, type WebHost } from "../../hosts/web/index.ts";
import { createAppServices } from "../../services/app/create-app-services.ts";
import { appDataDir, checkoutRoot } from "../../services/app-paths.ts";
import type { SecretBox } from "../../services/host/index.ts";
import type { CliCommand, CliIo } from "../command.ts";

const DEFAULT_PORT = 4780;

interface ServeOptions {
  readonly port: number;
  readonly open: boolean;
  readonly passwordFile?: string;
}

export const serveCommand: CliCommand = {
  register(program, io) {
    program
      .command("serve")
      .description("Serve the app on this machine's loopback address, for a browser here or through ssh.")
      .option(
        "--port <number>",
        `port to listen on; a free one is taken when ${DEFAULT_PORT} is in use`,
        readPort,
        DEFAULT_PORT,
      )
      .option("--open", "open the link in this machine's browser", false)
      .option("--password-file <file>", "file with the password that seals stored tokens (or ASSAY_PASSWORD)")
      .action((options: ServeOptions) => serve(options, io));
  },
};

async function serve(options: ServeOptions, io: CliIo): Promise<void> {
  const root = checkoutRoot();
  const dataDir = appDataDir(io.env);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const services = await createAppServices({
    dataDir,
    version,
    host: "web",
    secretBox: readBox(options, io),
    processHost: childProcessHost,
    scratchDir: join(dataDir, "scratch", String(process.pid)),
  });
  const open = (port: number): Promise<WebHost> =>
    startWebHost({ services, screenDir: join(root, "out", "renderer"), port });
  const host = await open(options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" || options.port !== DEFAULT_PORT) throw error;
    return open(0);
  });
  const link = host.newLink();
  io.stderr(
    "Assay is running. Open it with this link (it works once; press Enter for another, Ctrl+C to stop):\n",
  );
  io.stdout(`${link}\n`);
  if (options.open) openInBrowser(link, io.env);
  await untilStopped(() => io.stdout(`${host.newLink()}\n`));
  await host.close();
  await services.close();
  io.exit(0);
}

function readBox({ passwordFile }: ServeOptions, { env }: CliIo): SecretBox {
  const password =
    passwordFile === undefined ? env.ASSAY_PASSWORD : readFileSync(passwordFile, "utf8").trimEnd();
  return password === undefined || password === "" ? noBox : passwordBox(password);
}

/** Resolves when the operator stops the service; an Enter in its terminal asks for another link. */
function untilStopped(onEnter: () => void): Promise<void> {
  return new Promise((resolve) => {
    const watchesKeys = process.stdin.isTTY === true;
    const stop = (): void => {
      if (watchesKeys) process.stdin.off("data", onEnter).pause();
      resolve();
    };
    if (watchesKeys) process.stdin.on("data", onEnter);
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
}

function openInBrowser(link: string, env: CliIo["env"]): void {
  const isHeadless =
    process.platform === "linux" && env.DISPLAY === undefined && env.WAYLAND_DISPLAY === undefined;
  if (isHeadless) return;
  const opener = { darwin: "open", win32: "explorer" }[process.platform as string] ?? "xdg-open";
  const child = spawn(opener, [link], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError("it must be 0 to 65535.");
  return port;
}
