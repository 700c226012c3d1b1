/** A page of the app: where it is, what it is called, and after `G` its key. */
export type Place = { readonly href: string; readonly title: string; readonly key: string; readonly does: string };

export const PLACES = [
  { href: "/", title: "Marketplace", key: "m", does: "Find a GPU" },
  { href: "/dashboard", title: "Dashboard", key: "d", does: "What runs and what it costs" },
  { href: "/rentals", title: "Rentals", key: "j", does: "Your rentals, now and before" },
  { href: "/billing", title: "Billing", key: "b", does: "Balance, deposits, allowance" },
  { href: "/provider", title: "Provider", key: "p", does: "Your nodes and earnings" },
  { href: "/settings", title: "Settings", key: "s", does: "API keys and sessions" },
  { href: "/docs", title: "Docs", key: "h", does: "How it all works" },
] as const satisfies readonly Place[];

/** Those in the top bar; the others are in the account's menu and the shortcuts. */
export const BAR_PLACES: readonly Place[] = PLACES.filter(({ href }) => href !== "/settings");

/** Whether `href` is the place that a path is in. */
export function isAt(path: string, href: string): boolean {
  if (href === "/") return path === "/" || path.startsWith("/rent/");
  return path === href || path.startsWith(`${href}/`);
}
