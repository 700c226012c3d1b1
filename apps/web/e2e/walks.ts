import { expect, type Locator, type Page } from "@playwright/test";

/** Parts of walks that several people do, by mouse and by what stands on the page. */

/** Connects the test wallet of a role and signs in. */
export async function signIn(page: Page, role: string): Promise<void> {
  await page
    .getByRole("button", { name: /^Connect/ })
    .first()
    .click();
  await page.getByRole("button", { name: `Local test wallet: ${role}`, exact: true }).click();
  await expect(page.getByRole("button", { name: /^Account 0x/ })).toBeVisible();
}

/** Deposits on the billing page, step by step until it is final. */
export async function deposit(page: Page, amount: string): Promise<void> {
  await page.goto("/billing");
  await page.getByLabel("Amount in WL").fill(amount);
  await page.getByRole("tabpanel").getByRole("button", { name: "Deposit", exact: true }).click();
  await final(page, "Deposit: steps");
}

/** Withdraws the whole balance to the wallet. */
export async function withdrawAll(page: Page): Promise<void> {
  await page.goto("/billing?withdraw");
  await page.getByRole("button", { name: /^All of it/ }).click();
  await page.getByRole("tabpanel").getByRole("button", { name: "Withdraw", exact: true }).click();
  await final(page, "Withdraw: steps");
}

/** Waits until every step of a move of money is done. */
export async function final(page: Page | Locator, list: string): Promise<void> {
  const steps = page.getByRole("list", { name: list });
  for (const step of ["Confirm in your wallet", "Sent", "Seen in", "Final"]) {
    await expect(steps.getByRole("listitem").filter({ hasText: step })).toContainText(": done");
  }
}

/** Rents one GPU of an offer by its link on the marketplace; answers once SSH answers. The password is the page's own. */
export async function rent(page: Page, link: string | RegExp): Promise<{ password: string }> {
  await page.goto("/");
  await page.getByRole("link", { name: link }).click();
  const password = await page.getByLabel("Root password, made for you").inputValue();
  await page.getByRole("button", { name: "Sign and rent" }).click();
  await page.waitForURL(/\/rentals\/job_/);
  await expect(statusOf(page)).toHaveText("running", { timeout: 60_000 });
  return { password };
}

/** Waits until the rental whose page is open costs something: what ran before the vault opened it is given away. */
export async function paying(page: Page): Promise<void> {
  const opened = page.getByRole("listitem").filter({ hasText: "Order recorded in the vault" });
  await expect(opened).toContainText(": done", { timeout: 30_000 });
  const cost = page.getByTestId("cost");
  const first = await cost.textContent();
  await expect(cost).not.toHaveText(first ?? "");
  await expect(cost).not.toHaveText(/^0\.0+WL$/);
}

/** Stops the rental whose page is open. */
export async function stop(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Stop / }).click();
  await expect(page.getByText("You get back")).toBeVisible();
  await page.getByRole("button", { name: "Stop now" }).click();
  await expect(statusOf(page)).toHaveText("stopped", { timeout: 30_000 });
}

/** The status of the rental whose page is open. */
export function statusOf(page: Page) {
  return page.getByRole("heading", { level: 1 }).getByTestId("status");
}

/** What a field to copy from holds, by its label. */
export async function copied(page: Page, label: string): Promise<string> {
  return ((await page.locator(`code[title="${label}"]`).textContent()) ?? "").trim();
}
