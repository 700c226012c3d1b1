import fc from "fast-check";
import { expect, test } from "vitest";
import { keyLineOf, kindOfSshKey, readSshPublicKey, sshFingerprint } from "./sshKey.ts";

/** Made by OpenSSH's ssh-keygen; the fingerprints are those of ssh-keygen -lf. */
const KEYS = [
  {
    type: "ssh-ed25519",
    base64: "AAAAC3NzaC1lZDI1NTE5AAAAILCxIhL7eKiLyqY/0J2QzH84jx6PG1UZAfjsip56NBGb",
    fingerprint: "SHA256:FMWYjLiQ7W++93e1XGUxMHpRA0RBhjofr+xImftWncM",
  },
  {
    type: "ecdsa-sha2-nistp256",
    base64:
      "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBIIe2/XbWmiq29GCg+9opEyIZP4B9QcrsD5izDixfoHmjS8Z3spFnO3GkRS5PGIzW/BKNhq3Y/HQ4TtuJDWRHvA=",
    fingerprint: "SHA256:V6AXSaCmLmVxLm/wpvUzQK6f+pf4qM/N3PWxvKqbTAc",
  },
  {
    type: "ecdsa-sha2-nistp384",
    base64:
      "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBJjSYFXvR6TQqYeAZQ38tdPMlEjn8mx/N0ELGEQLzOqB/p5yVsjbS+QNV19gVdeksnyv2ke4qPOkvhDXFyhMUC2bwmeWm46p/pGQ80/Y3+mFeYGqYrr8eoqVCw089csWMw==",
    fingerprint: "SHA256:Vkn1/rO9YqSR8jB/meRNTsdzf2JStr790qiXZlEeL2I",
  },
  {
    type: "ecdsa-sha2-nistp521",
    base64:
      "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAGTF63APwNpNGImtOcBDhEXgOYjVGgilWd0s9EJ8y9Umacap7Ux/n/dvggZIF3DJu5/2aQ41f7g0sfvJR6XP8++LgH8Xc+4GLtAVHcxwpYDg5cRQp8TvtzDE8PWN0duTiICYzS65vmMd1k6JWFV3L5QjvJvn9mRvwVDSxp14iuiykc4SQ==",
    fingerprint: "SHA256:3Ij5dXMPnenkRciqGS5vdWCpkNMUedZyD5k9CScmMeg",
  },
  {
    type: "ssh-rsa",
    base64:
      "AAAAB3NzaC1yc2EAAAADAQABAAABAQD+v2KG/kElBr+IRvoZEzqZhtf8CJ8VcayQ9m0sgeec8qOLQekzqgbAlQuV1vzqWbr63jpsm/AM6p2O72f2O334UAkPwylopOi2jB+we/zeA70BlFNklk28A9rgsMExcaN1OJ2+Gv3183ZzcpLXadRHRSLY0zaDK63fW11CEHB78RV7adCIpw+I7UsFFFI5eminnbdDpmeq1+VMas5A/+vngaSXu2Q2X/bTDsKIyGCA7HzPdGd15yB58qsbvfSx2K7poNImqCS3Ao/vx7jRflLFjoizwgjCpTs/0Ns20PqBI4w6j6GdfpSnpkoY/382gRIR01laofhltAXtRIxoVssF",
    fingerprint: "SHA256:Sq44NF7wKp4MwbCcP5kluItD5EbIepb760+GjqrpKxM",
  },
] as const;
const SHORT_RSA =
  "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDcS8mGG6veKTtJThG6GrVbRxiWYFw3QjN4HQFscXAxzcU7CRKhUnO27aYEsPaiMoQGM1EjUTLxH0hFNj8mINGbXOwz1mYfq2mwNo2wjojfI+B7pP83owFQvtCK+XKTxv8bTNfTpoNR2Ymf1lWltAIB1yxbQ0YtdaTJ2f21+DX5VQ==";
const [ED25519, ECDSA] = [KEYS[0], KEYS[1]];

function faultOf(line: string): string {
  const read = readSshPublicKey(line);
  return "fault" in read ? read.fault : "";
}

test("every kind of key that sshd takes is read, with the fingerprint that ssh-keygen prints", async () => {
  for (const { type, base64, fingerprint } of KEYS) {
    const read = readSshPublicKey(`  ${type} ${base64} me@laptop at home\n`);
    if ("fault" in read) throw new Error(read.fault);
    expect(read).toEqual({ type, base64, comment: "me@laptop at home" });
    expect(await sshFingerprint(read)).toBe(fingerprint);
  }
});

test("a key is one key, with or without a comment and padding", () => {
  const { type, base64 } = ECDSA;
  for (const line of [`${type} ${base64}`, `${type}  ${base64.replace(/=+$/, "")}   x`]) {
    const read = readSshPublicKey(line);
    if ("fault" in read) throw new Error(read.fault);
    expect(keyLineOf(read)).toBe(`${type} ${base64}`);
  }
  expect(kindOfSshKey(type)).toBe("ECDSA");
});

test("a private key is told apart before anything else is said", () => {
  expect(faultOf("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n")).toMatch(/private key/);
  expect(faultOf("PuTTY-User-Key-File-3: ssh-ed25519\n")).toMatch(/private key/);
});

test("what is no key, or too weak, is refused with the reason", () => {
  const line = `${ED25519.type} ${ED25519.base64}`;
  expect(faultOf("")).toMatch(/begins with its type/);
  expect(faultOf(`command="reboot" ${line}`)).toMatch(/begins with its type/);
  expect(faultOf(`ssh-ed25519-cert-v01@openssh.com ${ED25519.base64}`)).toMatch(/begins with its type/);
  expect(faultOf(`toString ${ED25519.base64}`)).toMatch(/begins with its type/);
  expect(faultOf("ssh-dss AAAAB3NzaC1kc3MAAACBAJ")).toMatch(/DSA/);
  expect(faultOf(`${line}\n${line}`)).toMatch(/one line/);
  expect(faultOf(`${ECDSA.type} ${ED25519.base64}`)).toMatch(/damaged/);
  expect(faultOf(`${ED25519.type} ${ECDSA.base64}`)).toMatch(/damaged/);
  expect(faultOf(`ssh-ed25519 ${ED25519.base64}AAAA`)).toMatch(/damaged/);
  expect(faultOf("ssh-ed25519 not*base64")).toMatch(/damaged/);
  expect(faultOf(`ssh-rsa ${SHORT_RSA}`)).toMatch(/2048 bits.*1024/);
});

test("a key that lost a part of itself is never a key", () => {
  fc.assert(
    fc.property(fc.constantFrom(...KEYS), fc.nat(), fc.nat(30), ({ type, base64 }, from, count) => {
      const at = from % (base64.length - 40);
      const cut = base64.slice(0, at) + base64.slice(at + count + 1);
      expect(faultOf(`${type} ${cut}`)).not.toBe("");
    }),
  );
});

const anyText = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));

test("no text whatever is more than refused", () => {
  fc.assert(
    fc.property(anyText, fc.base64String(), (text, base64) => {
      expect(typeof faultOf(text)).toBe("string");
      expect(faultOf(`ssh-rsa ${base64}`)).not.toBe("");
    }),
  );
});
