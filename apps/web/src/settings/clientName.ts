const BROWSERS = [
  { mark: "Edg/", name: "Edge" },
  { mark: "OPR/", name: "Opera" },
  { mark: "Firefox/", name: "Firefox" },
  { mark: "Chrome/", name: "Chrome" },
  { mark: "Safari/", name: "Safari" },
] as const;
const SYSTEMS = [
  { mark: "Android", name: "Android" },
  { mark: "iPhone", name: "iPhone" },
  { mark: "iPad", name: "iPad" },
  { mark: "Windows", name: "Windows" },
  { mark: "Mac OS X", name: "macOS" },
  { mark: "Linux", name: "Linux" },
] as const;

/** What a client says of itself, in a few words: `Firefox on Linux`. Programs keep their own name. */
export function clientName(userAgent: string | null): string {
  if (userAgent === null || userAgent === "") return "A program that said nothing of itself";
  const browser = BROWSERS.find(({ mark }) => userAgent.includes(mark));
  const system = SYSTEMS.find(({ mark }) => userAgent.includes(mark));
  if (browser === undefined) return userAgent.split(" ")[0]?.slice(0, 40) ?? "";
  return system === undefined ? browser.name : `${browser.name} on ${system.name}`;
}
