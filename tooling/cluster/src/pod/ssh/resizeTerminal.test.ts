import { spawn } from "@lydell/node-pty";
import { expect, test } from "vitest";
import { resizeTerminal } from "./resizeTerminal.ts";

test("a window that is resized while its program ends takes nobody else's session with it", async () => {
  const terminal = spawn("/bin/sh", ["-c", "read line; stty size"], { cols: 80, rows: 24 });
  let said = "";
  terminal.onData((data) => {
    said += data;
  });
  resizeTerminal(terminal, 100, 30);
  terminal.write("\n");
  await new Promise((resolve) => terminal.onExit(resolve));
  expect(said).toContain("30 100");
  expect(() => terminal.resize(120, 40)).toThrow("EBADF");
  expect(() => resizeTerminal(terminal, 120, 40)).not.toThrow();
});
