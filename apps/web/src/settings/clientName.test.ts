import { expect, it } from "vitest";
import { clientName } from "./clientName.ts";

it("names a session's client in a few words", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
  expect(clientName(chrome)).toBe("Chrome on Linux");
  expect(clientName(`${chrome} Edg/156.0.0.0`)).toBe("Edge on Linux");
  expect(clientName("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")).toBe(
    "Safari on iPhone",
  );
  expect(clientName("curl/8.9.1")).toBe("curl/8.9.1");
  expect(clientName(null)).toBe("A program that said nothing of itself");
});
