import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateHostKey } from "@worldland/k8s/hostKey";
import { secretManifest } from "@worldland/k8s/manifests/secret";
import { KEYS, PASSWORD, testSpec } from "@worldland/k8s/test/testSpec";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { missingForContainer, type Ran, type SshContainer, startSshContainer } from "./test/container.ts";

const missing = missingForContainer();
const folder = mkdtempSync(join(tmpdir(), "worldland-login-"));
const hostKey = generateHostKey();
const env = {
  A: "$(touch /root/pwned) `touch /root/pwned`; touch /root/pwned",
  B: "'\"\\ \n line",
  IMAGE_WORD: "mine",
};
const onStart = `printf '%s' "$A" >> /root/started; echo 'it'"'"'s done' > /root/done`;
let container: SshContainer;

beforeAll(async () => {
  if (missing !== null) return;
  container = await startSshContainer(secretFiles());
  for (const [name, key] of Object.entries({ key: KEYS.private, stranger: testSshKeys().private })) {
    writeFileSync(join(folder, name), key, { mode: 0o600 });
  }
  writeFileSync(join(folder, "askpass"), '#!/bin/sh\nprintf "%s\\n" "$ASKED_WORD"\n', { mode: 0o700 });
});

beforeEach((context) => {
  if (missing !== null) context.skip(missing);
});

afterAll(() => {
  container?.close();
  rmSync(folder, { recursive: true, force: true });
});

it("lets root in by key and by password, into an image without a single user, and nobody else", async () => {
  expect(await ssh(["id -un; pwd"])).toMatchObject({ code: 0, stdout: "root\n/root\n" });
  expect(await ssh(["id -un"], { password: PASSWORD })).toMatchObject({ code: 0, stdout: "root\n" });
  expect((await ssh(["true"], { password: "wrong" })).code).toBe(255);
  expect((await ssh(["true"], { key: "stranger" })).code).toBe(255);
  expect((await ssh(["exit 7"])).code).toBe(7);
});

it("shows the host key of the rental", async () => {
  const shown = await container.run("ssh-keyscan", ["-t", "ed25519", "127.0.0.1"]);
  writeFileSync(join(folder, "scanned"), shown.stdout);
  const { stdout } = await container.run("ssh-keygen", ["-lf", join(folder, "scanned")]);
  expect(stdout).toContain(hostKey.fingerprint);
});

it("takes what a person typed as text, and hands it and the image's own words to every session", async () => {
  await until("the start script", async () => (await ssh(["cat /root/done"])).stdout === "it's done\n");
  const shown = await ssh(['printf "%s|%s|%s|%s" "$A" "$B" "$IMAGE_WORD" "$PATH"; ls /root; cat /root/started']);
  expect(shown.stdout).toBe(`${env.A}|${env.B}|mine|/opt/image/bin:/usr/bin:/bindone\nstarted\n${env.A}`);
});

it("gives a terminal a login shell with the same words", async () => {
  const shown = await ssh(["-tt", "127.0.0.1"], { script: 'shopt -q login_shell && echo "login $A"; exit\n' });
  expect(shown.stdout).toContain(`login ${env.A}`);
});

it("carries files both ways", async () => {
  const [up, down] = [join(folder, "up"), join(folder, "down")];
  writeFileSync(up, Buffer.from([0, 255, 10, 13, 0]));
  expect(
    await container.run("scp", [...OPTIONS, "-i", join(folder, "key"), up, "root@127.0.0.1:/root/file"]),
  ).toMatchObject({ code: 0 });
  expect(
    await container.run("scp", [...OPTIONS, "-i", join(folder, "key"), "root@127.0.0.1:/root/file", down]),
  ).toMatchObject({ code: 0 });
  expect(readFileSync(down)).toEqual(readFileSync(up));
  expect((await ssh(["rm /root/file"])).code).toBe(0);
});

it("forwards nothing, and is told how many tries and how much time a stranger has", async () => {
  expect((await ssh(["-W", "127.0.0.1:22", "127.0.0.1"])).code).toBe(255);
  const config = readFileSync(join(container.root, "run/worldland/sshd_config"), "utf8");
  expect(config).toMatch(/^MaxAuthTries 6$/m);
  expect(config).toMatch(/^LoginGraceTime 60$/m);
});

it("listens again when its customer kills the server, and keeps the sessions that were open", async () => {
  const open = ssh(["sleep 2; echo still here"]);
  await ssh(["pkill -KILL -o -x sshd"]);
  await until("another server", async () => (await ssh(["cat /root/done"])).stdout === "it's done\n");
  expect(await open).toMatchObject({ code: 0, stdout: "still here\n" });
  expect((await ssh(["cat /root/started"])).stdout).toBe(env.A);
});

const OPTIONS = [
  "-F",
  "none",
  "-o",
  "StrictHostKeyChecking=no",
  "-o",
  "UserKnownHostsFile=/dev/null",
  "-o",
  "LogLevel=ERROR",
];

/** ssh as a customer has it. The last argument is the command, unless the host is named. */
function ssh(args: readonly string[], by: { password?: string; key?: string; script?: string } = {}): Promise<Ran> {
  const { password, key = "key" } = by;
  const how =
    password === undefined
      ? ["-i", join(folder, key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"]
      : ["-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"];
  const words = { SSH_ASKPASS: join(folder, "askpass"), SSH_ASKPASS_REQUIRE: "force", ASKED_WORD: password ?? "" };
  const whole = [...OPTIONS, "-l", "root", ...how, ...(args.length === 1 ? ["127.0.0.1", ...args] : args)];
  if (by.script === undefined) return container.run("ssh", whole, words);
  writeFileSync(join(folder, "typed"), by.script);
  return container.run("sh", ["-c", 'exec ssh "$@" <"$TYPED"', "sh", ...whole], { TYPED: join(folder, "typed") });
}

function secretFiles(): Record<string, string> {
  const spec = testSpec({ nodePort: 30_000, image: `any@sha256:${"0".repeat(64)}` });
  const { data = {} } = secretManifest(
    { ...spec, access: { ...spec.access, env, onStart } },
    hostKey.privateKey,
    "uid",
  );
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString()]));
}
