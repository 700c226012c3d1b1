import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { requireRoom } from "./machine.mjs";
import { read, root } from "./places.mjs";
import { step } from "./step.mjs";
import { toolchainStamp } from "./toolchain.mjs";

/** What the installed packages follow from. */
export function dependenciesStamp() {
  const manifests = ["apps", "packages", "tooling"].flatMap((group) =>
    (fs.existsSync(join(root, group)) ? fs.readdirSync(join(root, group)) : [])
      .map((name) => join(group, name, "package.json"))
      .filter((path) => fs.existsSync(join(root, path)))
      .sort(),
  );
  const alone = [join("deploy", "package.json")].filter((path) => fs.existsSync(join(root, path)));
  const hash = createHash("sha256").update(toolchainStamp());
  for (const path of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...manifests, ...alone]) {
    hash.update(`\0${path}\0${read(join(root, path))}`);
  }
  return hash.digest("hex");
}

export async function installDependencies(env, stampFile, stamp) {
  requireRoom();
  // NODE_ENV=production would leave out what the tests need; CI keeps pnpm from asking questions.
  const { NODE_ENV: _, ...quiet } = { ...env, CI: "true" };
  const install = ["install", "--frozen-lockfile", "--prefer-offline"];
  await step(
    "Installing the packages of the lockfile (once; the first time takes half a minute)",
    "pnpm",
    install,
    quiet,
  );
  fs.writeFileSync(stampFile, stamp);
}
