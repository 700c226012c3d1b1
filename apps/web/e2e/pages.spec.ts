import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { signIn } from "./walks.ts";

const VISITORS = [
  ...(["/", "/docs", "/docs/how-to-rent", "/docs/how-to-provide", "/docs/limits", "/docs/security"] as const),
  "/docs/api",
] as const;
const CUSTOMERS = ["/dashboard", "/rentals", "/billing", "/settings"] as const;
const PROVIDERS = ["/dashboard", "/provider", "/provider/add-node", "/operator"] as const;
const THEMES = ["light", "dark"] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

test("every page is whole and can be used, in both themes, on a desk and on a phone", async ({ open }) => {
  const [customer, provider] = [await open(), await open()];
  await customer.goto("/");
  const offer = await customer.locator('main a[href^="/rent/"]:visible').first().getAttribute("href");
  for (const path of VISITORS) await check(customer, path);
  await signIn(customer, "customer");
  const rental = await firstRental(customer);
  for (const path of [...CUSTOMERS, "/billing/statement/2026-01", offer ?? "/", ...rental]) await check(customer, path);
  await provider.goto("/provider");
  await signIn(provider, "provider");
  for (const path of PROVIDERS) await check(provider, path);
});

async function check(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("main").locator("span.animate-pulse:empty:not(.rounded-full)")).toHaveCount(0);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator("html")).toHaveClass(new RegExp(colorScheme));
      const look = `${path}, ${colorScheme}, ${size.width} px`;
      await expect.poll(() => faultsOf(page), look).toEqual([]);
      expect(await faintPairs(page), look).toEqual([]);
    }
  }
}

test("the keyboard alone is enough to get around", async ({ open }) => {
  const page = await open();
  await page.goto("/docs/limits");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeHidden();
  for (const [key, path] of [
    ["d", "/dashboard"],
    ["j", "/rentals"],
    ["p", "/provider"],
    ["b", "/billing"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.waitForURL(`**${path}`);
  }
  await page.keyboard.press("n");
  await page.waitForURL(/\/$/);
});

async function firstRental(page: Page): Promise<string[]> {
  await page.goto("/rentals");
  const link = page.getByRole("main").locator('a[href^="/rentals/job_"]').first();
  return (await link.count()) === 0 ? [] : [(await link.getAttribute("href")) ?? "/rentals"];
}

/** What keeps people out: controls without a name, a page without or with two titles, one that must be moved sideways. */
function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const nameOf = (element: Element) => {
      const ids = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
      const labels = "labels" in element && element.labels instanceof NodeList ? [...element.labels] : [];
      const spoken = [element.getAttribute("aria-label"), ...ids.map((id) => document.getElementById(id)?.textContent)];
      const written = element.matches("input, select, textarea") ? [] : [element.textContent];
      return [...spoken, ...labels.map((label) => label.textContent), ...written].join("").trim();
    };
    for (const control of document.querySelectorAll("a[href], button, input, select, textarea, [role=switch]")) {
      if (isShown(control) && nameOf(control) === "") faults.push(`no name: ${control.outerHTML.slice(0, 120)}`);
    }
    for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`no alt: ${image.outerHTML}`);
    const titles = [...document.querySelectorAll("main h1")].filter(isShown).length;
    if (titles > 1) faults.push(`${titles} titles`);
    if (document.title === "") faults.push("no title");
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (twice.length > 0) faults.push(`ids used twice: ${twice.join(" ")}`);
    const width = document.documentElement.scrollWidth;
    if (width > innerWidth) faults.push(`${width} px wide on a screen of ${innerWidth}`);
    return faults;
  });
}

/** Pairs of the theme's colours, text on ground, that do not reach 4.5:1. */
function faintPairs(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = (name: string) => {
      if (pen === null) return 0;
      pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
      pen.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = [...pen.getImageData(0, 0, 1, 1).data].map((part) =>
        part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string) => {
      const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (high + 0.05) / (low + 0.05);
    };
    const grounds = ["canvas", "surface", "raised"];
    const pairs = ["ink", "muted", "accent", "good", "warn", "bad"].flatMap((text) => {
      const soft = ["accent", "good", "warn", "bad"].includes(text) ? [`${text}-soft`] : [];
      return [...grounds, ...soft].map((ground) => [text, ground] as const);
    });
    return [...pairs, ["on-accent", "accent"] as const]
      .map(([text, ground]) => ({ text, ground, ratio: contrast(text, ground) }))
      .filter(({ ratio }) => ratio < 4.5)
      .map(({ text, ground, ratio }) => `${text} on ${ground}: ${ratio.toFixed(2)}`);
  });
}
