import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { Screen } from "../support/screen.ts";
import { type DesktopApp, engine, launchDesktop, launchOptions, newHome, removeHome } from "./desktop-app.ts";

let home: string;
let desktop: DesktopApp;

test.beforeAll(() => {
  console.log(`the desktop host runs on: ${engine}`);
});
test.beforeEach(async () => {
  home = newHome();
  desktop = await launchDesktop(home);
});
test.afterEach(async () => {
  await desktop.close();
  removeHome(home);
});

test("the window shows the app, which works over its port", async () => {
  const screen = new Screen(desktop.page);
  await screen.openSample();
  await expect(screen.cell(1, 4)).toContainText("lentil soup");
  await screen.go("Settings");
  await expect(desktop.page.getByText("desktop host")).toBeVisible();
});

test("what was edited is there after quitting and starting again", async () => {
  const screen = new Screen(desktop.page);
  await screen.openSample();
  await screen.cell(1, 4).dblclick();
  await desktop.page.getByRole("textbox", { name: "Edit User" }).fill("Kept over a restart");
  await desktop.page.keyboard.press("Enter");
  await expect(screen.cell(1, 4)).toHaveText("Kept over a restart");
  await desktop.close();
  desktop = await launchDesktop(home);
  await desktop.page.getByRole("button", { name: "Sample", exact: true }).click();
  await expect(new Screen(desktop.page).cell(1, 4)).toHaveText("Kept over a restart");
});

test("a second start hands over to the first and ends", async () => {
  const { executablePath, args = [], env } = launchOptions(home);
  const focused = desktop.app.evaluate(
    ({ app }) => new Promise<boolean>((resolve) => app.once("second-instance", () => resolve(true))),
  );
  const second = spawn(executablePath, args, { env: env as NodeJS.ProcessEnv, stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => second.once("exit", resolve));
  if (engine === "stand-in") expect(await ended).not.toBeNull();
  expect(await focused).toBe(true);
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("the window is isolated, sandboxed and without Node", async () => {
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  expect(preferences.webviewTag).not.toBe(true);
  const leaked = await desktop.page.evaluate(() => {
    const seen = window as unknown as Record<string, unknown>;
    return {
      node: ["require", "process", "module", "Buffer", "ipcRenderer", "electron"].filter(
        (name) => seen[name] !== undefined,
      ),
      bridge: Object.keys(seen.assayDesktop as object).sort(),
    };
  });
  expect(leaked).toEqual({ node: [], bridge: ["connect", "host", "registerFile"] });
});

test("inline script and eval are blocked by the page's policy", async () => {
  const blocked = await desktop.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.head.append(script);
    return (window as unknown as { injected?: boolean }).injected === undefined;
  });
  expect(blocked).toBe(true);
});

test("neither navigation, nor a redirect, nor a new window leads away", async () => {
  const hits: string[] = [];
  const elsewhere = createServer((request, response) => {
    hits.push(request.url ?? "");
    response.writeHead(302, { Location: "/landed" }).end();
  });
  await new Promise<void>((resolve) => void elsewhere.listen(0, "127.0.0.1", resolve));
  const foreign = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  const here = desktop.page.url();
  await desktop.page.evaluate((url) => {
    location.href = url;
  }, foreign);
  await desktop.page.evaluate((url) => void window.open(url), foreign);
  await expect(desktop.page.getByRole("button", { name: /Open the sample/ })).toBeVisible();
  expect(desktop.page.url()).toBe(here);
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(hits.filter((url) => url === "/landed")).toEqual([]);
  elsewhere.close();
});

test("paths that climb find nothing, and permissions are refused", async () => {
  const statuses = await desktop.page.evaluate(async () => {
    const paths = ["/..%2f..%2fpackage.json", "/%2e%2e/package.json", "/download/none", "/nothing.js"];
    return Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });
  expect(statuses).toEqual([404, 404, 404, 404]);
  const refused = await desktop.page.evaluate(
    () =>
      new Promise<boolean>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve(false),
          () => resolve(true),
        ),
      ),
  );
  expect(refused).toBe(true);
});

test("malformed requests over the channel are refused, and the app lives on", async () => {
  const answers = await desktop.page.evaluate(async () => {
    const bridge = (window as unknown as { assayDesktop: { connect(): Promise<void> } }).assayDesktop;
    const port = await new Promise<MessagePort>((resolve) => {
      window.addEventListener("message", ({ data, ports }) => {
        if (data?.type === "assay-port" && ports[0] !== undefined) resolve(ports[0]);
      });
      void bridge.connect();
    });
    const received: unknown[] = [];
    const enough = new Promise<void>((resolve) => {
      port.onmessage = ({ data }) => {
        if ("id" in data) received.push(data);
        if (received.length === 3) resolve();
      };
    });
    port.postMessage({ id: 1, method: "__proto__", params: {} });
    port.postMessage({ id: 2, method: "rows.edit", params: { rowId: "x" } });
    port.postMessage("garbage");
    port.postMessage({ id: 3, method: "jobs.list", params: {} });
    await enough;
    return received as { id: number; ok: boolean; error?: { code: string } }[];
  });
  expect(answers.sort((a, b) => a.id - b.id).map(({ ok, error }) => error?.code ?? ok)).toEqual([
    "BadRequest",
    "BadRequest",
    true,
  ]);
});

test("the window comes back with the size it had", async () => {
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1100, height: 700 }),
  );
  await desktop.close();
  desktop = await launchDesktop(home);
  const bounds = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
  );
  expect(bounds).toMatchObject({ width: 1100, height: 700 });
});
