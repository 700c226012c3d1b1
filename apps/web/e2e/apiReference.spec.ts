import { z } from "zod";
import { network } from "./network.ts";
import { expect, test } from "./test.ts";
import { signIn } from "./walks.ts";

const document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))) });

test("the API reference has every request of the OpenAPI document, and is read without scripts", async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/docs/api");
  const { paths } = document.parse(await (await fetch(`${network().web}/api/v1/openapi.json`)).json());
  const wanted = Object.values(paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
  const shown = await page.locator("[data-operation]").evaluateAll((all) => all.map(({ id }) => id));
  expect(shown.sort()).toEqual(wanted.sort());
  await expect(page.getByText(`curl "${network().web}/api/v1/account"`)).toBeVisible();
  await page.goto("/docs/api#code-no_capacity");
  await expect(page.locator("#code-no_capacity")).toBeInViewport();
});

test("a request is found by words, linked to, and tried in one's session", async ({ open }) => {
  const page = await open();
  await page.goto("/docs/api#account.get");
  const account = page.locator("#account\\.get");
  await expect(account).toBeInViewport();
  await page.getByLabel("Find a request").fill("get account");
  await expect(page.locator("[data-operation]:visible").first()).toHaveId("account.get");
  await expect(page.locator("#rentals\\.create")).toBeHidden();
  await signIn(page, "provider2");
  await account.getByText("Try it in your session").click();
  await account.getByRole("button", { name: "Ask GET /account" }).click();
  await expect(account.getByRole("status")).toContainText(/Answered 200.*"available_wei"/s);
});
