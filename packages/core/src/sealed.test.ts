import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isSealKey, newSealKeys, open, SealBroken, seal } from "./sealed.ts";

const own = pair();

test("what is sealed for a key opens with it, whatever the text, and no two seals are alike", async () => {
  const property = async (text: string, id: bigint) => {
    const sealed = await seal(own.publicKey, text, `${id}`);
    expect(await open(own.privateKey, sealed, `${id}`)).toBe(text);
    expect(await seal(own.publicKey, text, `${id}`)).not.toBe(sealed);
  };
  const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
  await fc.assert(fc.asyncProperty(fc.string({ unit: "binary" }), id, property), { numRuns: 20 });
  await property("\ufeffmarked", 7n);
});

test("keys made here are taken wherever keys are", async () => {
  const fresh = await newSealKeys();
  expect(await open(fresh.privateKey, await seal(fresh.publicKey, "a line", "node-1"), "node-1")).toBe("a line");
  expect(fresh.publicKey).toHaveLength(own.publicKey.length);
});

test("a changed byte, wherever it stands, breaks the seal", async () => {
  const sealed = await seal(own.publicKey, "root password", "7");
  const bytes = Buffer.from(sealed.slice(3), "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(open(own.privateKey, `v1.${changed.toString("base64url")}`, "7")).rejects.toThrow(SealBroken);
  }
});

test("a seal does not open in another row's place, nor with another key, nor cut short", async () => {
  const sealed = await seal(own.publicKey, "secret", "7");
  await expect(open(own.privateKey, sealed, "8")).rejects.toThrow(SealBroken);
  await expect(open(pair().privateKey, sealed, "7")).rejects.toThrow(SealBroken);
  const cut = [sealed.slice(0, 40), sealed.slice(0, 41), sealed.slice(0, -1), sealed.slice(0, -2)];
  for (const other of ["", "v1.", "v1.%", "v1.A", "secret", ...cut, `v2${sealed.slice(2)}`, `${sealed}.x`]) {
    await expect(open(own.privateKey, other, "7")).rejects.toThrow(SealBroken);
  }
});

test("nothing of the text is seen in the seal", async () => {
  expect(Buffer.from((await seal(own.publicKey, "canary", "7")).slice(3), "base64url").includes("canary")).toBe(false);
});

test("only X25519 keys are taken", async () => {
  const ed25519 = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).toString("base64");
  await expect(seal(ed25519, "secret", "7")).rejects.toThrow("X25519");
  expect(await isSealKey(own.publicKey)).toBe(true);
  // The point at infinity leads everybody to the same secret.
  const zero = `MCowBQYDK2VuAyEA${"A".repeat(43)}=`;
  for (const bad of [ed25519, zero, "", "%", own.privateKey]) expect(await isSealKey(bad)).toBe(false);
});

function pair() {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  return {
    publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
  };
}
