import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { type Isolation, SANDBOX_PATH } from "./isolation.ts";

// The connection's own descriptor becomes standard input and output: the bytes never pass through this process.
const RELAY = 'exec 3<>"/dev/tcp/127.0.0.1/$0" && { cat <&3 & cat <&0 >&3 & wait -n; kill $(jobs -p); }';

/**
 * Joins an accepted, paused connection to a TCP port inside a container's network namespace, until either side ends,
 * as the container's end does. A refused port closes the connection.
 */
export function relayConnection(isolation: Isolation, pid: number, port: number, socket: Socket): void {
  const user = isolation.rung === "root" ? [] : ["--user", "--preserve-credentials"];
  const enter = ["nsenter", "--target", String(pid), "--net", ...user, "--"];
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...enter, "bash", "-c", RELAY, String(port)], {
    stdio: [socket, socket, "ignore"],
    env: { PATH: SANDBOX_PATH },
    cwd: "/",
  });
  child.on("error", () => undefined);
  socket.destroy();
}
