import { expect, test } from "./test.ts";
import { deposit, signIn, statusOf } from "./walks.ts";

test("what a container writes and uses is on its page, and a restart puts a fresh one in its place", async ({
  open,
}) => {
  const page = await open();
  await page.goto("/");
  await signIn(page, "customer2");
  await deposit(page, "20");
  await page.goto("/");
  await page
    .getByRole("link", { name: /^Rent RTX 3090 of / })
    .first()
    .click();
  await page.getByText("Name, environment and start script").click();
  await page.getByLabel(/^Start script/).fill('echo "began as $(id -un)"\necho "<b>not bold</b>"');
  await page.getByRole("button", { name: "Sign and rent" }).click();
  await page.waitForURL(/\/rentals\/job_/);
  await expect(statusOf(page)).toHaveText("running", { timeout: 60_000 });

  await page.getByRole("tab", { name: "Logs" }).click();
  const lines = page.getByRole("list", { name: "Log" }).getByRole("listitem");
  await expect(lines.filter({ hasText: "began as root" })).toHaveCount(1);
  await expect(lines.filter({ hasText: "<b>not bold</b>" })).toHaveCount(1);

  await page.getByRole("button", { name: /^Restart / }).click();
  await page.getByRole("button", { name: "Restart now" }).click();
  await expect(lines.filter({ hasText: "began as root" })).toHaveCount(2, { timeout: 60_000 });
  await expect(statusOf(page)).toHaveText("running", { timeout: 60_000 });
  await page.getByRole("tab", { name: "Events" }).click();
  await expect(page.getByText(/^You asked for a restart/).first()).toBeVisible();

  await page.getByRole("tab", { name: "Metrics" }).click();
  // The CPU's needs two looks of the node.
  for (const figure of ["Memory", "Disk"]) {
    const card = page.locator("section").filter({ has: page.getByRole("heading", { name: figure, exact: true }) });
    await expect(card.getByRole("img")).toBeVisible({ timeout: 60_000 });
    await expect(card).toContainText(/ of \d+ GiB/);
  }
  await page.getByRole("button", { name: /^Stop / }).click();
  await page.getByRole("button", { name: "Stop now" }).click();
  await expect(statusOf(page)).toHaveText("stopped", { timeout: 60_000 });
});
