import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { open, SealBroken, seal } from "./sealed.ts";

const own = pair();

test("what is sealed for a key opens with it, whatever the text, and no two seals are alike", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (text, id) => {
      const sealed = seal(own.publicKey, text, `${id}`);
      expect(open(own.privateKey, sealed, `${id}`)).toBe(text);
      expect(seal(own.publicKey, text, `${id}`)).not.toBe(sealed);
    }),
    { numRuns: 50 },
  );
});

test("a changed byte, wherever it stands, breaks the seal", () => {
  const sealed = seal(own.publicKey, "root password", "7");
  const bytes = Buffer.from(sealed.slice(3), "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => open(own.privateKey, `v1.${changed.toString("base64url")}`, "7")).toThrow(SealBroken);
  }
});

test("a seal does not open in another row's place, nor with another key, nor cut short", () => {
  const sealed = seal(own.publicKey, "secret", "7");
  expect(() => open(own.privateKey, sealed, "8")).toThrow(SealBroken);
  expect(() => open(pair().privateKey, sealed, "7")).toThrow(SealBroken);
  for (const other of ["", "v1.", "secret", sealed.slice(0, 40), `v2${sealed.slice(2)}`, `${sealed}.x`]) {
    expect(() => open(own.privateKey, other, "7")).toThrow(SealBroken);
  }
});

test("nothing of the text is seen in the seal", () => {
  expect(Buffer.from(seal(own.publicKey, "canary", "7").slice(3), "base64url").includes("canary")).toBe(false);
});

test("only X25519 keys are taken", () => {
  const ed25519 = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).toString("base64");
  expect(() => seal(ed25519, "secret", "7")).toThrow("X25519");
});

function pair() {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  return {
    publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
  };
}
