import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { type Isolation, SANDBOX_PATH } from "./isolation.ts";

// The connection's own descriptor becomes standard input and output: the bytes never pass through this process.
const RELAY = 'exec 3<>"/dev/tcp/127.0.0.1/$0" && { cat <&3 & cat <&0 >&3 & wait -n; kill $(jobs -p); }';

/**
 * Joins an accepted, paused connection to a TCP port inside a container's network namespace, until either side ends.
 * A refused port closes the connection. Answers a function that cuts it.
 */
export function relayConnection(isolation: Isolation, pid: number, port: number, socket: Socket): () => void {
  const user = isolation.rung === "root" ? [] : ["--user", "--preserve-credentials"];
  const child = spawn(
    "setpriv",
    [
      "--pdeathsig",
      "KILL",
      "nsenter",
      "--target",
      String(pid),
      "--net",
      ...user,
      "--",
      "bash",
      "-c",
      RELAY,
      String(port),
    ],
    { stdio: [socket, socket, "ignore"], env: { PATH: SANDBOX_PATH }, cwd: "/", detached: true },
  );
  child.on("error", () => {});
  socket.destroy();
  return () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has just ended by itself.
    }
  };
}
