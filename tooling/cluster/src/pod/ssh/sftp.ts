import { constants, type Stats } from "node:fs";
import {
  chmod,
  chown,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  truncate,
  utimes,
} from "node:fs/promises";
import { isAbsolute, join, normalize, resolve } from "node:path";
import type { Attributes, InputAttributes, SFTPWrapper } from "ssh2";
import ssh2 from "ssh2";

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
const READ_LIMIT = 256 * 1024;

type Open =
  | { readonly kind: "file"; readonly file: FileHandle }
  | { readonly kind: "folder"; readonly path: string; names: string[] | null };

/** Serves the file half of SFTP version 3 over one channel: what scp, sftp and rsync-like tools ask. */
export function serveSftp(sftp: SFTPWrapper, home: string): void {
  const opened = new Map<number, Open>();
  let next = 0;
  let turn = Promise.resolve();
  const at = (path: string) => (isAbsolute(path) ? normalize(path) : resolve(home, path));

  sftp.on("REALPATH", (id, path) => {
    answer(id, async () => {
      const full = at(path);
      const name = await realpath(full).catch(() => full);
      sftp.name(id, [{ filename: name, longname: name, attrs: blankAttributes() }]);
    });
  });
  sftp.on("STAT", (id, path) => answer(id, async () => sftp.attrs(id, attributes(await stat(at(path))))));
  sftp.on("LSTAT", (id, path) => answer(id, async () => sftp.attrs(id, attributes(await lstat(at(path))))));
  sftp.on("FSTAT", (id, handle) => {
    const key = keyOf(handle);
    answer(id, async () => sftp.attrs(id, attributes(await file(key).stat())));
  });
  sftp.on("SETSTAT", (id, path, attrs) => done(id, () => setAttributes(at(path), attrs)));
  sftp.on("FSETSTAT", (id, handle, attrs) => {
    const key = keyOf(handle);
    done(id, () => setFileAttributes(file(key), attrs));
  });
  sftp.on("MKDIR", (id, path, attrs) => done(id, () => mkdir(at(path), { mode: (attrs.mode ?? 0o755) & 0o7777 })));
  sftp.on("RMDIR", (id, path) => done(id, () => rmdir(at(path))));
  sftp.on("REMOVE", (id, path) => done(id, () => rm(at(path))));
  sftp.on("RENAME", (id, from, to) => {
    done(id, async () => {
      // Version 3 never overwrites; posix-rename does.
      if (await lstat(at(to)).catch(() => null)) throw new Error("the target exists");
      await rename(at(from), at(to));
    });
  });
  sftp.on("SYMLINK", (id, path, target) => done(id, () => symlink(target, at(path))));
  sftp.on("READLINK", (id, path) => {
    answer(id, async () => {
      const target = await readlink(at(path));
      sftp.name(id, [{ filename: target, longname: target, attrs: blankAttributes() }]);
    });
  });
  sftp.on("OPEN", (id, path, flags, attrs) => {
    answer(id, async () => {
      const mode = (attrs.mode ?? 0o644) & 0o7777;
      hand(id, { kind: "file", file: await open(at(path), openFlags(flags), mode) });
    });
  });
  sftp.on("OPENDIR", (id, path) => {
    answer(id, async () =>
      hand(id, { kind: "folder", path: at(path), names: [".", "..", ...(await readdir(at(path)))] }),
    );
  });
  sftp.on("READDIR", (id, handle) => {
    const key = keyOf(handle);
    answer(id, () => list(id, key));
  });
  sftp.on("READ", (id, handle, offset, length) => {
    const key = keyOf(handle);
    answer(id, async () => {
      const buffer = Buffer.allocUnsafe(Math.min(length, READ_LIMIT));
      const { bytesRead } = await file(key).read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytesRead));
    });
  });
  sftp.on("WRITE", (id, handle, offset, data) => {
    const key = keyOf(handle);
    const copy = Buffer.from(data);
    done(id, async () => {
      for (let sent = 0; sent < copy.length; ) {
        sent += (await file(key).write(copy, sent, copy.length - sent, offset + sent)).bytesWritten;
      }
    });
  });
  sftp.on("CLOSE", (id, handle) => {
    const key = keyOf(handle);
    done(id, () => close(key));
  });
  sftp.on("EXTENDED", (id, name, data) => {
    if (name !== "posix-rename@openssh.com") return sftp.status(id, STATUS_CODE.OP_UNSUPPORTED);
    const [from = "", to = ""] = strings(data);
    done(id, () => rename(at(from), at(to)));
  });
  sftp.on("end", () => {
    sendExitStatus(sftp);
    sftp.end();
  });
  sftp.on("close", () => {
    for (const key of [...opened.keys()]) void close(key).catch(() => {});
  });

  function hand(id: number, entry: Open): void {
    const number = next++;
    opened.set(number, entry);
    sftp.handle(id, handleOf(number));
  }

  function entry(key: number): Open {
    const found = opened.get(key);
    if (found === undefined) throw new Error("no such handle");
    return found;
  }

  function file(key: number): FileHandle {
    const found = entry(key);
    if (found.kind !== "file") throw new Error("not a file");
    return found.file;
  }

  async function close(key: number): Promise<void> {
    const found = entry(key);
    opened.delete(key);
    if (found.kind === "file") await found.file.close();
  }

  async function list(id: number, key: number): Promise<void> {
    const found = entry(key);
    if (found.kind !== "folder") throw new Error("not a folder");
    const names = found.names?.splice(0, 128) ?? [];
    if (names.length === 0) return sftp.status(id, STATUS_CODE.EOF);
    const rows = await Promise.all(
      names.map(async (filename) => {
        const stats = await lstat(join(found.path, filename)).catch(() => null);
        const attrs = stats ? attributes(stats) : blankAttributes();
        return { filename, longname: longName(filename, stats), attrs };
      }),
    );
    sftp.name(id, rows);
  }

  /**
   * Runs the work of one request after those before it, for OpenSSH's sftp truncates a file whose writes are
   * acknowledged out of order; whatever the work throws becomes the request's status.
   */
  function answer(id: number, work: () => Promise<void>): void {
    turn = turn.then(work).catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "ENOENT") sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
      else if (code === "EACCES" || code === "EPERM" || code === "EROFS")
        sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
      else sftp.status(id, STATUS_CODE.FAILURE, error instanceof Error ? error.message : "failure");
    });
  }

  function done(id: number, work: () => Promise<unknown>): void {
    answer(id, async () => {
      await work();
      sftp.status(id, STATUS_CODE.OK);
    });
  }
}

function openFlags(flags: number): number {
  const both = flags & OPEN_MODE.READ && flags & OPEN_MODE.WRITE;
  let result = both ? constants.O_RDWR : flags & OPEN_MODE.WRITE ? constants.O_WRONLY : constants.O_RDONLY;
  if (flags & OPEN_MODE.APPEND) result |= constants.O_APPEND;
  if (flags & OPEN_MODE.CREAT) result |= constants.O_CREAT;
  if (flags & OPEN_MODE.TRUNC) result |= constants.O_TRUNC;
  if (flags & OPEN_MODE.EXCL) result |= constants.O_EXCL;
  return result;
}

async function setAttributes(path: string, attrs: InputAttributes): Promise<void> {
  if (attrs.size !== undefined) await truncate(path, attrs.size);
  if (attrs.uid !== undefined && attrs.gid !== undefined) await chown(path, attrs.uid, attrs.gid);
  if (attrs.mode !== undefined) await chmod(path, Number(attrs.mode) & 0o7777);
  if (attrs.atime !== undefined && attrs.mtime !== undefined) await utimes(path, attrs.atime, attrs.mtime);
}

async function setFileAttributes(file: FileHandle, attrs: InputAttributes): Promise<void> {
  if (attrs.size !== undefined) await file.truncate(attrs.size);
  if (attrs.uid !== undefined && attrs.gid !== undefined) await file.chown(attrs.uid, attrs.gid);
  if (attrs.mode !== undefined) await file.chmod(Number(attrs.mode) & 0o7777);
  if (attrs.atime !== undefined && attrs.mtime !== undefined) await file.utimes(attrs.atime, attrs.mtime);
}

function attributes(stats: Stats): Attributes {
  const seconds = (ms: number) => Math.max(0, Math.floor(ms / 1000));
  const { mode, uid, gid, size } = stats;
  return { mode, uid, gid, size, atime: seconds(stats.atimeMs), mtime: seconds(stats.mtimeMs) };
}

function blankAttributes(): Attributes {
  return { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
}

function longName(name: string, stats: Stats | null): string {
  if (stats === null) return name;
  const type = stats.isDirectory() ? "d" : stats.isSymbolicLink() ? "l" : "-";
  const bits = [...(stats.mode & 0o777).toString(2).padStart(9, "0")];
  const rights = bits.map((bit, index) => (bit === "1" ? ("rwx"[index % 3] ?? "-") : "-")).join("");
  const date = stats.mtime.toUTCString().slice(5, 22);
  return `${type}${rights} ${stats.nlink} ${stats.uid} ${stats.gid} ${stats.size} ${date} ${name}`;
}

/** scp reports failure unless the subsystem exits with 0; ssh2 has no public call that says so for SFTP. */
function sendExitStatus(sftp: SFTPWrapper): void {
  const protocol: unknown = Reflect.get(sftp, "_protocol");
  const outgoing: unknown = Reflect.get(sftp, "outgoing");
  if (typeof protocol !== "object" || protocol === null || typeof outgoing !== "object" || outgoing === null) return;
  const exitStatus: unknown = Reflect.get(protocol, "exitStatus");
  if (typeof exitStatus === "function") Reflect.apply(exitStatus, protocol, [Reflect.get(outgoing, "id"), 0]);
}

/** -1, which no handle has, for anything this server did not hand out. */
function keyOf(handle: Buffer): number {
  return handle.length === 4 ? handle.readUInt32BE(0) : -1;
}

function handleOf(number: number): Buffer {
  const handle = Buffer.alloc(4);
  handle.writeUInt32BE(number);
  return handle;
}

/** Length-prefixed strings of an extended request. */
function strings(data: Buffer | undefined): string[] {
  const found: string[] = [];
  let offset = 0;
  while (data && offset + 4 <= data.length) {
    const length = data.readUInt32BE(offset);
    found.push(data.toString("utf8", offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  return found;
}
