import { readFileSync } from "node:fs";
import { join } from "node:path";
import { podManifest } from "@worldland/k8s/manifests/pod";
import { secretManifest } from "@worldland/k8s/manifests/secret";
import { testSpec } from "@worldland/k8s/test/testSpec";
import { expect, it } from "vitest";

// What the manifests mount, what the entry program reads, and what the local cluster's SSH server reads are one contract.

const image = `any@sha256:${"0".repeat(64)}`;
const spec = testSpec({ nodePort: 30_000, image });
const full = { ...spec, access: { ...spec.access, onStart: "true" } };
const pod = podManifest(full, { sshImage: image }, "uid").spec;
const main = pod?.containers.find(({ name }) => name === "main");
const mountOf = (volume: string) => main?.volumeMounts?.find(({ name }) => name === volume);

const here = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");
const entry = here("entry.sh");
const enter = here("enter.c");
const dockerfile = here("Dockerfile");
const local = readFileSync(join(import.meta.dirname, "../../../tooling/cluster/src/pod/ssh/settings.ts"), "utf8");

it("the program that the pod runs is where the init container puts it", () => {
  const volume = pod?.initContainers?.find(({ name }) => name === "ssh-install")?.volumeMounts?.[0];
  expect(volume?.mountPath).toBe(mountOf("worldland")?.mountPath);
  expect(main?.command).toEqual([`${volume?.mountPath}/entry`]);
  expect(here("install.sh")).toContain(` /opt/worldland/. ${volume?.mountPath}/`);
  expect(dockerfile).toContain("entry.sh /out/entry");
  expect(dockerfile).toContain("--from=build /out /opt/worldland");
  expect(dockerfile).toContain('ENTRYPOINT ["/install"]');
});

it("nothing is looked for but below the volume, and the volume is never written", () => {
  const base = mountOf("worldland")?.mountPath;
  expect(mountOf("worldland")?.readOnly).toBe(true);
  expect(entry).toMatch(new RegExp(`^base=${base} etc=/etc/worldland run=/run/worldland$`, "m"));
  expect(entry.startsWith(`#!${base}/bin/busybox sh\n`)).toBe(true);
  expect(dockerfile).toContain(`--prefix=${base} --sysconfdir=${base}/etc --libexecdir=${base}/libexec`);
  expect(entry).not.toMatch(/>+\s*"?\$base/);
});

it("every file of the Secret is read, by the entry program and by the local server, and no other", () => {
  const written = Object.keys(secretManifest(full, "key", "uid").data ?? {}).sort();
  expect(mountOf("access")?.mountPath).toBe("/etc/worldland");
  const loops = all(entry, /for file in ([\w ]+); do/g).flatMap((names) => names.split(" "));
  const ofEntry = [...all(entry, /\$etc\/(\w+)/g), ...loops, ...all(enter, /"\/etc\/worldland\/([\w.]+)"/g)];
  expect([...new Set(ofEntry.filter((name) => name !== "file"))].sort()).toEqual(written);
  expect([...new Set(all(local, /join\(folder, "([\w.]+)"\)/g))].sort()).toEqual(written);
});

it("sshd has the port and the rights it needs, and no more tries than the local one", () => {
  expect(main?.ports?.map(({ containerPort }) => containerPort)).toContain(Number(all(entry, /^Port (\d+)$/gm)[0]));
  const rights = ["CHOWN", "SETGID", "SETUID", "SYS_CHROOT", "NET_BIND_SERVICE", "DAC_OVERRIDE", "KILL"];
  expect(main?.securityContext?.capabilities?.add).toEqual(expect.arrayContaining(rights));
  const login = readFileSync(join(import.meta.dirname, "../../../tooling/cluster/src/pod/ssh/login.ts"), "utf8");
  expect(all(entry, /^MaxAuthTries (\d+)$/gm)).toEqual(all(login, /MAX_TRIES = (\d+)/g));
});

it("the source of sshd is pinned by its hash, and the base by its exact tag", () => {
  expect(dockerfile).toMatch(/^ARG OPENSSH_VERSION=\d+\.\d+p\d+$/m);
  expect(dockerfile).toMatch(/^ARG OPENSSH_SHA256=[0-9a-f]{64}$/m);
  expect(dockerfile).toMatch(/^FROM \w+:\d+\.\d+\.\d+ AS build$/m);
});

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}
