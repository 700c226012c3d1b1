import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { network } from "./network.ts";

export { expect };

/** Faults that a page showed its visitor's browser. */
type Faults = string[];

/**
 * A browser of one's own for every person: `open` gives a page in a fresh profile. A test fails where any of its pages
 * logged an error or asked anybody but the platform for anything.
 */
export const test = base.extend<{ faults: Faults; open: (options?: Profile) => Promise<Page> }>({
  baseURL: async ({ browserName: _ }, use) => use(network().web),
  faults: async ({ browserName: _ }, use) => {
    const faults: Faults = [];
    await use(faults);
    expect(faults, "errors on the pages").toEqual([]);
  },
  open: async ({ browser, baseURL, faults }, use) => {
    const profiles: BrowserContext[] = [];
    await use(async (options = {}) => {
      const profile = await browser.newContext({ ...options, ...(baseURL === undefined ? {} : { baseURL }) });
      profiles.push(profile);
      const page = await profile.newPage();
      watch(page, faults);
      return page;
    });
    for (const profile of profiles) await profile.close();
  },
});

type Profile = Parameters<import("@playwright/test").Browser["newContext"]>[0];

function watch(page: Page, faults: Faults): void {
  const own = new URL(network().web).origin;
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== own) faults.push(`${page.url()} asks ${url.origin}`);
  });
}
