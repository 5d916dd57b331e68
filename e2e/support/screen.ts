import { expect, type Locator, type Page } from "@playwright/test";

/** The screen in the words of a user. */
export class Screen {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async go(
    place:
      | "Dataset"
      | "At a glance"
      | "Duplicates"
      | "Preview"
      | "Practice"
      | "Publish"
      | "History"
      | "Log"
      | "Settings",
  ): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Steps" })
      .getByRole("button", { name: new RegExp(`^${place}`) })
      .click();
  }

  get grid(): Locator {
    return this.page.getByRole("grid", { name: "Rows" });
  }

  get problems(): Locator {
    return this.page.getByRole("complementary", { name: "Problems" });
  }

  get row(): Locator {
    return this.page.getByRole("complementary", { name: "Row" });
  }

  get counters(): Locator {
    return this.page.getByRole("contentinfo");
  }

  async openSample(): Promise<void> {
    await this.page.getByRole("button", { name: /Open the sample/ }).click();
    await expect(this.counters).toContainText("342 rows");
  }

  async importFile(path: string): Promise<void> {
    await this.page.locator('input[type="file"]').first().setInputFiles(path);
    await expect(this.page.getByRole("table", { name: "First rows" })).toBeVisible();
    await this.page.getByRole("button", { name: "Import", exact: true }).last().click();
  }

  /** The column of a row in sight. */
  cell(line: number, column: number): Locator {
    return this.grid.locator(`[aria-rowindex="${line + 1}"] [aria-colindex="${column}"]`);
  }

  async publish(): Promise<void> {
    await this.go("Publish");
    await this.page.getByRole("button", { name: "Publish & Commit" }).click();
  }
}
