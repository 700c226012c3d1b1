import { expect, it } from "vitest";
import { publicAddressOf } from "./publicAddress.ts";

const inside = { type: "InternalIP", address: "10.0.0.7" };
const stating = (address: string) => ({ metadata: { labels: { "worldland.io/public-address": address } } });

it("the address that a cloud gave a node counts more than what the node says", () => {
  const status = { addresses: [inside, { type: "ExternalIP", address: "203.0.113.7" }] };
  expect(publicAddressOf({ ...stating("203.0.113.8"), status })).toBe("203.0.113.7");
});

it("a machine of nobody's cloud says where it is, and what is no address is none", () => {
  const status = { addresses: [inside] };
  expect(publicAddressOf({ ...stating("203.0.113.8"), status })).toBe("203.0.113.8");
  expect(publicAddressOf({ ...stating("example.com"), status })).toBe(null);
  expect(publicAddressOf({ status })).toBe(null);
});
