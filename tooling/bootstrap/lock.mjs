import * as fs from "node:fs";
import { join } from "node:path";
import { Fault } from "./fault.mjs";
import { read, root, toolchain } from "./places.mjs";

/** One at a time per checkout. Returns how to unlock; waits for a holder that lives. */
export async function lock() {
  const path = join(toolchain, "lock");
  const mine = `${path}-${process.pid}`;
  writeOwn(mine);
  try {
    return await take(mine, path);
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

async function take(mine, path) {
  for (let waited = false; ; waited = true) {
    try {
      fs.linkSync(mine, path); // appears at once with its content, or not at all
      return () => fs.rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(Number(read(path)))) fs.rmSync(path, { force: true });
    else {
      if (!waited) console.error("Another run is installing in this checkout; waiting for it …");
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function writeOwn(path) {
  try {
    fs.mkdirSync(toolchain, { recursive: true });
    fs.writeFileSync(path, String(process.pid));
  } catch (error) {
    throw new Fault(`${path} cannot be written (${error.code}). Does ${root} belong to you?`);
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
