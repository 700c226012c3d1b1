import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";

/** Linux's O_PATH: names a file without opening it. */
const O_PATH = 0o10_000_000;

/**
 * Joins an accepted, paused connection to the unix socket that a container's server keeps under its port's number in
 * the folder it shares with the node: no process and no second TCP connection in between. False: nobody keeps one.
 * The folder is the tenant's, so the name is resolved once, without following links, and that very socket is entered.
 */
export function enterByDoor(doors: string, port: number, socket: Socket): boolean {
  const found = openSocket(join(doors, String(port)));
  if (found === null) return false;
  const door = connect(`/proc/self/fd/${found}`);
  door.once("close", () => closeSync(found));
  const cut = () => {
    socket.destroy();
    door.destroy();
  };
  for (const end of [socket, door]) end.on("error", cut).once("close", cut);
  socket.setNoDelay(true);
  socket.pipe(door).pipe(socket);
  return true;
}

function openSocket(path: string): number | null {
  try {
    const found = openSync(path, O_PATH | constants.O_NOFOLLOW);
    if (fstatSync(found).isSocket()) return found;
    closeSync(found);
  } catch {
    // Nothing is there.
  }
  return null;
}
