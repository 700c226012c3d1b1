import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { clientIp } from "./clientIp.ts";

const ipOf = (forwarded: string | undefined, trusted: number) => {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: "10.0.0.1" });
  return clientIp({ socket, headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded } }, trusted);
};

describe("the address a client is counted by", () => {
  it("is the connection's own where no proxy is trusted, whatever he claims", () => {
    expect(ipOf("1.2.3.4", 0)).toBe("10.0.0.1");
  });

  it("is what the outermost trusted proxy saw, not what the client wrote before it", () => {
    expect(ipOf("6.6.6.6, 1.2.3.4", 1)).toBe("1.2.3.4");
    expect(ipOf("6.6.6.6, 1.2.3.4, 10.1.1.1", 2)).toBe("1.2.3.4");
  });

  it("is the connection's own where a proxy says nothing", () => {
    expect(ipOf(undefined, 1)).toBe("10.0.0.1");
  });
});
