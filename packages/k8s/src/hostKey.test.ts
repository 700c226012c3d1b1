import ssh2 from "ssh2";
import { expect, it } from "vitest";
import { fingerprintOf, generateHostKey, hostKeyFingerprint } from "./hostKey.ts";

// One in 256 public keys begins with a zero byte, which the library beneath gets wrong.
const MANY = 1_500;

it("every host key can be read back, signs, and has the fingerprint it was announced with", () => {
  const seen = new Set<string>();
  for (let times = 0; times < MANY; times++) {
    const { privateKey, fingerprint } = generateHostKey();
    const key = ssh2.utils.parseKey(privateKey);
    if (key instanceof Error) throw key;
    expect(fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(hostKeyFingerprint(privateKey)).toBe(fingerprint);
    expect(fingerprintOf(key.getPublicSSH())).toBe(fingerprint);
    seen.add(fingerprint);
  }
  expect(seen.size).toBe(MANY);
});

it("what is no key is refused without being quoted", () => {
  expect(() => hostKeyFingerprint("canary")).toThrow(/^not an OpenSSH private key$/);
});
