import { testSshKeys } from "@worldland/testing/sshKeys";
import { network } from "./network.ts";
import { expect, test } from "./test.ts";
import { copied, signIn } from "./walks.ts";

test("an API key is shown once, works, and is refused once it is deleted", async ({ open }) => {
  const page = await open();
  await page.goto("/settings");
  await signIn(page, "provider2");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("nightly run");
  await page.getByLabel("Rent, extend and stop").uncheck();
  await page.getByRole("button", { name: "Make key" }).click();
  const key = await copied(page, "API key");
  const ask = (path: string) => fetch(`${network().web}${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask("/api/v1/jobs")).status).toBe(200);

  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row").filter({ hasText: "nightly run" });
  for (const scope of ["jobs:read", "account:read"]) await expect(row).toContainText(scope);
  await expect(row).not.toContainText("jobs:write");
  expect(await page.content()).not.toContain(key);
  await row.getByRole("button", { name: "Delete nightly run" }).click();
  await page.getByRole("button", { name: "Delete key" }).click();
  await expect(row).toHaveCount(0);
  expect((await ask("/api/v1/jobs")).status).toBe(401);
});

test("a saved SSH key is ticked at the next rental, another is saved from there, and both can be deleted", async ({
  open,
}) => {
  const page = await open();
  await page.goto("/settings");
  await signIn(page, "provider2");
  await page.getByRole("button", { name: "Add a key" }).click();
  const [first, second] = [testSshKeys(), testSshKeys()];
  await page.getByLabel("Public key").fill(first.private);
  await expect(page.getByRole("alert").filter({ hasText: "private key" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Save key" })).toBeDisabled();
  const buffer = Buffer.from(`${bare(first.public)} desk in the office\n`);
  await page.getByLabel("Or its file").setInputFiles({ name: "id_ed25519.pub", mimeType: "text/plain", buffer });
  await page.getByRole("button", { name: "Save key" }).click();
  const row = page.getByRole("row").filter({ hasText: "desk in the office" });
  await expect(row).toContainText(/SHA256:[\w+/]{43}/);

  await page.goto("/");
  await page.locator('main a[href^="/rent/"]:visible').first().click();
  const desk = page.getByRole("checkbox", { name: /^desk in the office/ });
  await expect(desk).toBeChecked();
  await expect(page.getByLabel("Root password, made for you")).toHaveCount(0);
  await page.getByLabel("Other public keys, one a line").fill(`${bare(second.public)} laptop`);
  await page.getByRole("button", { name: "Save it for next time" }).click();
  await expect(page.getByRole("checkbox", { name: /^laptop/ })).toBeChecked();
  await desk.uncheck();
  await page.reload();
  await expect(page.getByRole("checkbox", { name: /^laptop/ })).toBeChecked();
  await expect(desk).not.toBeChecked();

  await page.goto("/settings");
  for (const name of ["desk in the office", "laptop"]) {
    await page.getByRole("button", { name: `Delete ${name}` }).click();
    await page.getByRole("button", { name: "Delete SSH key" }).click();
    await expect(page.getByRole("row").filter({ hasText: name })).toHaveCount(0);
  }
  await expect(page.getByText("No SSH key yet")).toBeVisible();
});

/** A key's line without its comment. */
function bare(line: string): string {
  return line.trim().split(" ").slice(0, 2).join(" ");
}

test("a session that is revoked elsewhere is over", async ({ open }) => {
  const [here, there] = [await open(), await open()];
  await here.goto("/settings");
  await signIn(here, "provider2");
  await there.goto("/settings");
  await signIn(there, "provider2");
  await here.reload();
  const others = here.getByRole("button", { name: "Revoke" });
  await expect(others.first()).toBeVisible();
  while ((await others.count()) > 0) {
    const left = await others.count();
    await others.first().click();
    await expect(others).toHaveCount(left - 1);
  }
  await expect(there.getByText("Connect your wallet to see your keys and sessions")).toBeVisible();
});
