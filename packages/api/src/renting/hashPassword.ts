import { Worker } from "node:worker_threads";
import { z } from "zod";

const said = z.object({ id: z.number(), hash: z.string().nullable() });

type Waiting = { resolve(hash: string): void; reject(error: Error): void };
type Hasher = { readonly thread: Worker; readonly waiting: Map<number, Waiting> };

let hasher: Hasher | null = null;
let lastId = 0;

/**
 * bcrypt hash of a password, as the pod's sshd checks it. It is made in a thread of its own: one takes about a tenth of
 * a second, for which no other request of this process shall wait. The thread starts with the first password.
 */
export async function hashPassword(password: string): Promise<string> {
  hasher ??= startHasher();
  const { thread, waiting } = hasher;
  lastId += 1;
  const id = lastId;
  const hash = new Promise<string>((resolve, reject) => waiting.set(id, { resolve, reject }));
  thread.ref();
  thread.postMessage({ id, password });
  return hash;
}

function startHasher(): Hasher {
  const thread = new Worker(new URL("./hashThread.ts", import.meta.url));
  const started: Hasher = { thread, waiting: new Map() };
  thread.on("message", (message: unknown) => {
    const { id, hash } = said.parse(message);
    const one = started.waiting.get(id);
    started.waiting.delete(id);
    // Nobody waits for it: it does not keep the process alive.
    if (started.waiting.size === 0) thread.unref();
    if (hash === null) one?.reject(new Error("the password could not be hashed"));
    else one?.resolve(hash);
  });
  const end = () => {
    if (hasher === started) hasher = null;
    for (const { reject } of started.waiting.values()) reject(new Error("the thread that hashes passwords ended"));
    started.waiting.clear();
  };
  thread.once("error", end);
  thread.once("exit", end);
  return started;
}
