import type { Page } from "@playwright/test";
import { advance } from "./advance.ts";
import { expect, test } from "./test.ts";
import { deposit, signIn, statusOf, stop } from "./walks.ts";

const OTHER_KEY = "0x00000000000000000000000000000000000000C4";

/** Grants an allowance on the billing page; to the platform's key unless another is named. */
async function allow(page: Page, amount: string, key?: string): Promise<void> {
  await page.getByRole("button", { name: "Grant an allowance" }).click();
  if (key !== undefined) {
    await page.getByLabel("Who may spend").selectOption("other");
    await page.getByLabel("Address of the key").fill(key);
  }
  await page.getByLabel("May be spent from now on, in WL").fill(amount);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
}

/** An allowance on the billing page, by what stands over it. */
const allowanceOf = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

test("from one signature a rental is paid, warned of, kept running and extended; revoked, nothing more is", async ({
  open,
}) => {
  const page = await open();
  await page.goto("/billing");
  await signIn(page, "provider3");
  await deposit(page, "30");
  await allow(page, "20");
  const platform = allowanceOf(page, "The platform's key");
  await expect(platform.getByTestId("status")).toHaveText("in force", { timeout: 30_000 });
  await allow(page, "7.5", OTHER_KEY);
  const other = allowanceOf(page, "Another key");
  await expect(other.getByTestId("status")).toHaveText("in force", { timeout: 30_000 });
  await other.getByRole("button", { name: /^Revoke/ }).click();
  await expect(other).toHaveCount(0, { timeout: 30_000 });

  await page.goto("/");
  await page.getByRole("link", { name: /^Rent RTX 4090 of Rhein GPU Works/ }).click();
  await page.getByRole("switch", { name: "Keep running" }).click();
  await page.getByLabel("When so much is left").selectOption("10 minutes");
  await expect(page.getByText("Set aside each time")).toBeVisible();
  await page.getByRole("button", { name: /^Rent from your allowance \(20(\.0+)? WL left\)/ }).click();
  await page.waitForURL(/\/rentals\/job_/);
  await expect(statusOf(page)).toHaveText("running", { timeout: 60_000 });
  await expect(page.getByRole("definition").filter({ hasText: /^your allowance$/ })).toBeVisible();
  const rental = page.url();
  await expect(page.getByText(/^1 h more whenever 10 min are left/)).toBeVisible();
  await page.getByRole("switch", { name: "Keep running" }).click();
  await expect(page.getByText(/^It ends with its term/)).toBeVisible();
  const opened = page.getByRole("listitem").filter({ hasText: "Order recorded in the vault" });
  await expect(opened).toContainText(": done", { timeout: 30_000 });

  // A quarter of an hour before its end the pages say so, and where one is.
  await advance(3600 - 840);
  await page.goto("/billing");
  const soon = page.getByRole("region", { name: "Rentals that end soon" });
  await expect(soon).toContainText(/ends in 1[0-4] min/);
  await soon.getByRole("link", { name: "Extend" }).click();
  await page.waitForURL(rental);
  await expect(page.getByText(/^It ends in 1[0-4] min/)).toBeVisible();
  await expect(soon).toBeHidden();

  // Its time to extend itself has come already, so it does at once.
  await page.getByRole("switch", { name: "Keep running" }).click();
  await page.getByRole("button", { name: "Keep it running" }).click();
  const steps = page.getByRole("list", { name: "Extension: steps" });
  await expect(steps).toContainText("Signed from your allowance: done");
  const term = (text: RegExp) => page.getByRole("definition").filter({ hasText: text });
  await expect(term(/^2 h$/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/^It ends in/)).toBeHidden();

  await page.getByRole("button", { name: "Extend" }).click();
  await page.getByRole("button", { name: "From your allowance" }).click();
  await expect(term(/^3 h$/)).toBeVisible({ timeout: 30_000 });

  await expect(steps.getByRole("listitem").filter({ hasText: "Final" })).toContainText(": done", { timeout: 30_000 });

  await page.getByRole("tab", { name: "Events" }).click();
  for (const kind of ["low_runway", "auto_extension_requested", "extension_requested", "extended"]) {
    await expect(page.getByRole("cell", { name: new RegExp(`^${kind}`) }).first()).toBeVisible();
  }

  await page.goto("/billing");
  await platform.getByRole("button", { name: /^Revoke/ }).click();
  await expect(platform).toHaveCount(0, { timeout: 30_000 });
  await page.goto(rental);
  await page.getByRole("button", { name: "Extend" }).click();
  await expect(page.getByRole("button", { name: "Sign and extend" })).toBeEnabled();
  await expect(page.getByRole("button", { name: "From your allowance" })).toHaveCount(0);
  await page.getByRole("button", { name: "Cancel" }).click();
  await stop(page);
});
