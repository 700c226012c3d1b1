import { joinMachine } from "./joinMachine.ts";
import { expect, test } from "./test.ts";
import { copied, deposit, final, paying, rent, signIn, stop } from "./walks.ts";

test("a provider's price and maintenance show on everybody's marketplace without a reload", async ({ open }) => {
  const [provider, visitor] = [await open(), await open()];
  await visitor.goto("/");
  const offer = visitor.getByRole("row").filter({ hasText: "seoul-3090-1" });
  await expect(offer).toContainText("2 of 2 free");

  await provider.goto("/provider");
  await signIn(provider, "provider");
  await expect(provider.getByRole("heading", { level: 1 })).toHaveText("Hangang Compute");
  const node = provider.getByRole("listitem", { name: "Node seoul-3090-1" });
  await node.getByRole("button", { name: "Edit price of RTX 3090" }).click();
  const price = provider.getByLabel("Per GPU and hour, in WL");
  const before = await price.inputValue();
  await price.fill("0.3456");
  await provider.getByRole("button", { name: "Save prices" }).click();
  await expect(node).toContainText("0.3456");
  await expect(offer).toContainText("0.3456");

  const maintenance = node.getByRole("switch", { name: "Maintenance of seoul-3090-1" });
  await maintenance.click();
  await expect(maintenance).toBeChecked();
  await expect(offer).toContainText("in maintenance");
  await maintenance.click();
  await expect(offer).toContainText("2 of 2 free");

  await node.getByRole("button", { name: "Edit price of RTX 3090" }).click();
  await price.fill(before);
  await provider.getByRole("button", { name: "Save prices" }).click();
  await expect(offer).toContainText(before);
});

test("a new provider adds a node by the line shown, an operator approves it, and it earns", async ({ open }) => {
  const provider = await open();
  await provider.goto("/provider");
  await signIn(provider, "customer2");
  await provider.getByLabel("Name that customers see").fill("Basement Cards");
  await provider.getByRole("button", { name: "Register" }).click();
  await provider.getByRole("link", { name: "Add a node" }).first().click();
  await provider.getByRole("button", { name: "Make the line" }).click();
  const steps = provider.getByRole("list", { name: "Until it earns" });
  const step = (text: string) => steps.getByRole("listitem").filter({ hasText: text });
  await expect(step("Line made")).toContainText(": done");
  const machine = joinMachine(await copied(provider, "join line"));
  try {
    await expect(step("The machine has joined"), machine.said()).toContainText(": done", { timeout: 40_000 });

    const operator = await open();
    await operator.goto("/operator");
    await expect(operator.getByText("There is no such page")).toBeVisible();
    await signIn(operator, "owner");
    await operator.getByRole("button", { name: /^Approve node-/ }).click();
    await expect(operator.getByText("Nobody waits")).toBeVisible();
    await expect(step("Approved by the platform")).toContainText(": done");

    const customer = await open();
    await customer.goto("/");
    await signIn(customer, "provider3");
    await deposit(customer, "5");
    await provider.goto("/provider");
    await provider.getByRole("button", { name: /^Edit price of/ }).click();
    await provider.getByLabel("Per GPU and hour, in WL").fill("0.9");
    await provider.getByRole("button", { name: "Save prices" }).click();
    await rent(customer, /of Basement Cards/);
    const node = provider.getByRole("listitem", { name: /^Node node-/ });
    await expect(node.getByTestId("status")).toHaveText("earning");
    await paying(customer);
    await stop(customer);
    await expect(node.getByTestId("status")).toHaveText("idle");
    const hosted = provider.getByRole("row").filter({ hasText: "stopped by customer" });
    await expect(hosted.getByRole("cell").filter({ hasText: /WL$/ })).toContainText(/0\.0\d+/, { timeout: 30_000 });

    // He never deposited, and takes what he earned without asking anybody.
    await provider.getByRole("button", { name: "Withdraw", exact: true }).click();
    const dialog = provider.getByRole("dialog", { name: "Withdraw to your wallet" });
    await dialog.getByRole("button", { name: /^All of it/ }).click();
    await dialog.getByRole("button", { name: "Withdraw", exact: true }).click();
    await final(dialog, "Withdraw: steps");
    await expect(dialog.getByRole("button", { name: "All of it: 0 WL" })).toBeDisabled();
  } finally {
    await machine.close();
  }
});
