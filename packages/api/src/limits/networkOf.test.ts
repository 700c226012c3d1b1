import { expect, test } from "vitest";
import { networkOf } from "./networkOf.ts";

test("an IPv4 address is a client, however it is written", () => {
  expect(networkOf("203.0.113.9")).toBe("203.0.113.9");
  expect(networkOf("::ffff:203.0.113.9")).toBe("203.0.113.9");
});

test("addresses of one IPv6 /64 are one client", () => {
  const home = networkOf("2001:db8:1:2:3:4:5:6");
  expect(home).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:0db8:0001:0002::1")).toBe(home);
  expect(networkOf("2001:db8:1:3::1")).not.toBe(home);
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
});
