import fc from "fast-check";
import { type Address, getAddress, numberToHex } from "viem";
import { expect, test } from "vitest";
import { extensionTypedData, hashVaultTypedData, rentalOrderTypedData, sessionGrantTypedData } from "./typedData.ts";
import { parseTypedDataJson, TypedDataJsonError, toTypedDataJson } from "./typedDataJson.ts";

const address = fc
  .bigInt({ min: 1n, max: 2n ** 160n - 1n })
  .map((n): Address => getAddress(numberToHex(n, { size: 20 })));
const uint = (bits: bigint) => fc.bigInt({ min: 0n, max: 2n ** bits - 1n });
const count = (bits: bigint) => uint(bits).map(Number);
const domain = fc.record({ chainId: fc.integer({ min: 1, max: 2 ** 31 }), vault: address });

const message = domain.chain((at) =>
  fc.oneof(
    fc
      .record({
        rentalId: uint(64n),
        customer: address,
        provider: address,
        ratePerSecond: uint(64n),
        maxSeconds: count(32n),
        deadline: count(40n),
      })
      .map((order) => rentalOrderTypedData(at, order)),
    fc
      .record({ rentalId: uint(64n), maxSeconds: count(32n), deadline: count(40n) })
      .map((extension) => extensionTypedData(at, extension)),
    fc
      .record({ customer: address, key: address, spendLimit: uint(128n), expiresAt: count(40n), nonce: uint(256n) })
      .map((grant) => sessionGrantTypedData(at, grant)),
  ),
);

test("any message comes back from its JSON form unchanged, with the same hash", () => {
  fc.assert(
    fc.property(message, (typed) => {
      const back = parseTypedDataJson(JSON.parse(JSON.stringify(toTypedDataJson(typed))));
      expect(back).toEqual(typed);
      expect(hashVaultTypedData(back)).toBe(hashVaultTypedData(typed));
    }),
    { numRuns: 50 },
  );
});

const vault = getAddress("0x00000000000000000000000000000000000000aa");
const good = toTypedDataJson(
  extensionTypedData({ chainId: 103, vault }, { rentalId: 7n, maxSeconds: 7200, deadline: 9 }),
);
const renamed = [{ ...good.types.Extension?.[0], name: "id" }, ...(good.types.Extension?.slice(1) ?? [])];

test.each([
  ["is no object", null],
  ["has a list for its message", { ...good, message: [] }],
  ["is for another program", { ...good, domain: { ...good.domain, name: "Vault" } }],
  ["is for another version", { ...good, domain: { ...good.domain, version: "2" } }],
  ["names no chain", { ...good, domain: { ...good.domain, chainId: "0x67" } }],
  ["names no vault", { ...good, domain: { ...good.domain, verifyingContract: "0xaa" } }],
  ["is of an unknown type", { ...good, primaryType: "Permit" }],
  ["shows fields under other names", { ...good, types: { ...good.types, Extension: renamed } }],
  ["lacks a field", { ...good, message: { rentalId: "7", maxSeconds: "7200" } }],
  ["has a field too many", { ...good, message: { ...good.message, provider: vault } }],
  ["holds a number beyond its bits", { ...good, message: { ...good.message, maxSeconds: "4294967296" } }],
  ["holds a negative number", { ...good, message: { ...good.message, maxSeconds: "-1" } }],
  ["holds a fraction", { ...good, message: { ...good.message, deadline: 9.5 } }],
  ["holds a number in hexadecimal", { ...good, message: { ...good.message, rentalId: "0x7" } }],
])("a message that %s is refused", (_, json) => {
  expect(() => parseTypedDataJson(json)).toThrow(TypedDataJsonError);
});
