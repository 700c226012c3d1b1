import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { parseWl } from "@worldland/core/money";
import { runOverSsh } from "./ssh.ts";
import { expect, test } from "./test.ts";
import { copied, deposit, paying, rent, signIn, stop, withdrawAll } from "./walks.ts";

/** The last amount of wei or WL in a text, digits set apart or not; a rate in wei/s is none. */
function amountIn(text: string | null, unit: "WL" | "wei"): bigint {
  const found = [...(text ?? "").matchAll(new RegExp(`([\\d.\u202f]+)\\s*${unit}(?!/)`, "g"))].at(-1)?.[1] ?? "";
  const plain = found.replaceAll("\u202f", "");
  return unit === "wei" ? BigInt(plain) : (parseWl(plain) ?? -1n);
}

/** The balance as the billing page shows it, to the wei. */
async function available(page: Page): Promise<bigint> {
  const figure = page.getByRole("definition").locator('span[title$=" WL"]').first();
  return parseWl(((await figure.getAttribute("title")) ?? "").replace(" WL", "")) ?? -1n;
}

/** The ledger narrowed to one rental, then to one kind: what is left is that, with seconds and rate. */
async function findInLedger(page: Page, job: string): Promise<void> {
  await page.goto(`/billing?job=${job}`);
  const rows = page.getByRole("region", { name: "Ledger" }).getByRole("row").filter({ hasText: job });
  await expect(rows.filter({ hasText: /^Set aside/ })).toHaveCount(2);
  await page.getByLabel("Kind").selectOption("Fee");
  await expect(rows.filter({ hasText: /^Set aside/ })).toHaveCount(0);
  await expect(rows.first()).toContainText(/platform's share of [\d\u202f]+ s × [\d\u202f]+ wei\/s/);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.getByRole("row", { name: /^Deposit final/ }).first()).toBeVisible();
}

/** This month's statement: every column adds up to its closing line, and on paper there is nothing to click. */
async function readStatement(page: Page, balance: bigint): Promise<void> {
  await page.getByRole("region", { name: "Ledger" }).waitFor();
  await page.locator('a[href^="/billing/statement/"]').first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Statement, ");
  const rows = page.getByRole("region", { name: "Summary" }).getByRole("row");
  await expect(rows.last()).toContainText("Closing");
  const lines = await Promise.all((await rows.all()).slice(1).map((row) => row.getByRole("cell").allInnerTexts()));
  const wei = (text = "") => {
    const amount = parseWl(text.replace(/^[+\u2212]/, "")) ?? 0n;
    return text.startsWith("\u2212") ? -amount : amount;
  };
  const closing = lines.pop() ?? [];
  for (const column of [1, 2, 3]) {
    expect(lines.reduce((sum, line) => sum + wei(line[column]), 0n)).toBe(wei(closing[column]));
  }
  expect(wei(closing[1])).toBe(balance);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(rows.last()).toBeVisible();
  await page.emulateMedia({ media: "screen" });
}

test("a customer goes from a wallet to a root shell to a receipt, by mouse", async ({ open }) => {
  const page = await open();
  await page.goto("/");
  await expect(page.getByRole("link", { name: /^Rent RTX 4090 of / }).first()).toBeVisible();
  await signIn(page, "customer");

  await page.getByRole("link", { name: "Billing", exact: true }).click();
  const before = await available(page);
  await deposit(page, "50");
  const funded = before + (parseWl("50") ?? 0n);
  await expect.poll(() => available(page)).toBe(funded);

  await expect(page.getByRole("row", { name: /^Deposit final/ }).first()).toContainText("+50");

  const { password } = await rent(page, /^Rent RTX 4090 of Rhein GPU Works/);
  const job = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const command = await copied(page, "SSH command");
  expect(await copied(page, "Root password")).toBe(password);
  const hostKey = await copied(page, "Host key fingerprint");
  const way = { command, password, hostKey };
  expect(await runOverSsh(way, "id -un")).toBe("root");
  const gpus = await runOverSsh(way, "nvidia-smi -L");
  expect(gpus.split("\n").filter((line) => /^GPU \d: .*4090/.test(line))).toHaveLength(1);

  await paying(page);

  await page.getByRole("button", { name: "Extend" }).click();
  await page.getByRole("button", { name: "Sign and extend" }).click();
  await expect(page.getByRole("definition").filter({ hasText: /^2 h$/ })).toBeVisible();

  await stop(page);
  await page.getByRole("tab", { name: "Receipt" }).click();
  await expect(page.getByText("Settled in the vault", { exact: true })).toBeVisible({ timeout: 30_000 });
  const line = (name: string) => page.getByRole("row", { name: new RegExp(`^${name}`) }).textContent();
  const charge = (await line("Charge")) ?? "";
  const [rate, seconds] = [/([\d\u202f]+) wei\/s/, /× ([\d\u202f]+) s/].map((part) =>
    BigInt((part.exec(charge)?.[1] ?? "").replaceAll("\u202f", "")),
  );
  const charged = amountIn(charge, "wei");
  expect(charged).toBe((rate ?? 0n) * (seconds ?? 0n));
  expect(charged).toBeGreaterThan(0n);
  expect(
    amountIn(await line("of it the platform's fee"), "wei") + amountIn(await line("of it the provider's"), "wei"),
  ).toBe(charged);
  expect(amountIn(await line("Set aside"), "wei") - charged).toBe(amountIn(await line("Came back to you"), "wei"));
  for (const kind of ["Opened", "Extended", "Closed"])
    await expect(page.getByRole("row", { name: new RegExp(`^${kind}`) })).toBeVisible();

  await page.getByRole("link", { name: "Billing", exact: true }).click();
  await expect.poll(() => available(page)).toBe(funded - charged);

  await page.getByRole("link", { name: "Rentals", exact: true }).click();
  await expect(page.getByText("You stopped this rental.")).toBeVisible();

  await findInLedger(page, job);
  await readStatement(page, funded - charged);

  await withdrawAll(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const ledger = await readFile(await (await download).path(), "utf8");
  expect(ledger).toMatch(/,withdrawal,-[\d.]+,0,/);
  expect(ledger).toContain(`,deposit,50,0,`);
  await expect.poll(() => available(page)).toBe(0n);
});
