import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gpuList, type SimulatedGpu } from "./simulatedGpu.ts";

export type Mount = { readonly source: string; readonly target: string; readonly readOnly: boolean };

export type RootFileSystem = {
  /** Folder that does not exist yet; its name is the container's alone. */
  readonly directory: string;
  readonly hostname: string;
  readonly podIp: string;
  readonly mounts: readonly Mount[];
  /** Folder of the SSH program and the node binary, mounted read-only at /opt/worldland/runtime. */
  readonly runtime: string;
  readonly nodeBinary: string;
  readonly gpus: readonly SimulatedGpu[];
  readonly motd: string;
  /** Uid and gid outside that is root inside; null: whoever runs this. */
  readonly owner: number | null;
};

const BASE = "/opt/worldland";
/** Where a container sees its folder of doors. */
export const DOORS = "/run/worldland/doors";

/** Folder of a container in which its servers may listen for the node, under the number of their port. */
export function doorsOf(directory: string): string {
  return join(directory, "doors");
}

/**
 * Writes the private part of a container's root file system and answers the path of an fstab that mounts the whole:
 * the host's /usr read-only, own /etc, /root, /home, /tmp and /var, a minimal /dev, and the given volumes.
 */
export function prepareRootFileSystem(spec: RootFileSystem): { root: string; fstab: string } {
  const root = join(spec.directory, "root");
  const own = ownerOf(spec.owner);
  for (const [path, mode] of FOLDERS) own(makeFolder(join(root, path), mode));
  for (const [path, text] of Object.entries(files(spec))) {
    writeFileSync(join(root, path), text, { mode: path.endsWith("nvidia-smi") ? 0o755 : 0o644 });
    if (!path.startsWith("opt/")) own(join(root, path));
  }
  writeFileSync(join(root, "etc/shadow"), "root:*:19000:0:99999:7:::\n", { mode: 0o600 });
  own(join(root, "etc/shadow"));
  copyFileSync(new URL("./nvidia-smi.sh", import.meta.url), join(root, BASE, "bin/nvidia-smi"));
  chmodSync(join(root, BASE, "bin/nvidia-smi"), 0o755);
  for (const [path, to] of LINKS) symlinkSync(to, join(root, path));
  if (existsSync("/etc/localtime")) copyFileSync("/etc/localtime", join(root, "etc/localtime"));
  if (existsSync("/etc/ld.so.cache")) copyFileSync("/etc/ld.so.cache", join(root, "etc/ld.so.cache"));
  const lines = [
    ...baseMounts(root),
    ...hostMounts(root),
    ...programMounts(root, spec),
    ...volumeMounts(root, spec.mounts),
  ];
  own(makeFolder(doorsOf(spec.directory), 0o700));
  lines.push(line(doorsOf(spec.directory), join(root, DOORS), "none", "bind,nosuid,nodev,noexec"));
  const fstab = join(spec.directory, "fstab");
  writeFileSync(fstab, `${lines.join("\n")}\n`);
  return { root, fstab };
}

const FOLDERS: readonly (readonly [path: string, mode: number])[] = [
  ["", 0o755],
  ...["etc", "home", "opt", "usr", "dev", "dev/pts", "dev/shm", "proc", "sys", "run", "mnt", "srv"].map(
    (path) => [path, 0o755] as const,
  ),
  [".host", 0o700],
  ["etc/alternatives", 0o755],
  ["etc/profile.d", 0o755],
  ["root", 0o700],
  ["tmp", 0o1777],
  ...["var", "var/log", "var/cache", "var/lib", "var/spool"].map((path) => [path, 0o755] as const),
  ["var/tmp", 0o1777],
  ["run/lock", 0o1777],
  ["run/worldland", 0o755],
  [DOORS.slice(1), 0o700],
  ["opt/worldland", 0o755],
  ["opt/worldland/bin", 0o755],
  ["opt/worldland/runtime", 0o755],
];

const LINKS: readonly (readonly [path: string, to: string])[] = [
  ["var/run", "/run"],
  ["var/lock", "/run/lock"],
  ["dev/ptmx", "pts/ptmx"],
  ["dev/fd", "/proc/self/fd"],
  ["dev/stdin", "/proc/self/fd/0"],
  ["dev/stdout", "/proc/self/fd/1"],
  ["dev/stderr", "/proc/self/fd/2"],
];

const DEVICES = ["null", "zero", "full", "random", "urandom", "tty"];

function files(spec: RootFileSystem): Record<string, string> {
  return {
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
    "etc/group": "root:x:0:\ntty:x:5:\nusers:x:100:\nnogroup:x:65534:\n",
    "etc/hostname": `${spec.hostname}\n`,
    "etc/hosts": `127.0.0.1 localhost\n::1 localhost\n${spec.podIp} ${spec.hostname}\n`,
    "etc/resolv.conf": "# The simulated local network has no way out.\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "etc/os-release":
      'NAME="WorldLand local network"\nID=worldland-local\nPRETTY_NAME="WorldLand local network (host /usr)"\n',
    "etc/motd": spec.motd,
    "etc/profile": PROFILE,
    "etc/bash.bashrc": BASHRC,
    "root/.bashrc": "[ -f /etc/bash.bashrc ] && . /etc/bash.bashrc\n",
    "root/.profile": '[ -n "$BASH" ] && [ -f ~/.bashrc ] && . ~/.bashrc\n',
    "opt/worldland/gpus": gpuList(spec.gpus),
    "opt/worldland/node": "",
    ...Object.fromEntries(DEVICES.map((device) => [`dev/${device}`, ""])),
  };
}

const PROFILE = 'umask 022\nfor part in /etc/profile.d/*.sh; do [ -r "$part" ] && . "$part"; done\nunset part\n';
const BASHRC = `case $- in *i*) ;; *) return ;; esac
PS1='\\u@\\h:\\w\\$ '
shopt -s checkwinsize
alias ls='ls --color=auto'
`;

function baseMounts(root: string): string[] {
  return [
    line(root, root, "none", "bind,nosuid,nodev"),
    line("proc", join(root, "proc"), "proc", "nosuid,nodev,noexec"),
    line("devpts", join(root, "dev/pts"), "devpts", "nosuid,noexec,newinstance,ptmxmode=0666,mode=0620"),
    line("shm", join(root, "dev/shm"), "tmpfs", "nosuid,nodev,size=1g,mode=1777"),
    ...DEVICES.map((device) => line(`/dev/${device}`, join(root, "dev", device), "none", "bind,nosuid,noexec")),
  ];
}

/** The host's programs: /usr, and /bin, /lib, … as links or folders of their own, as the host has them. */
function hostMounts(root: string): string[] {
  const mounts = [line("/usr", join(root, "usr"), "none", "rbind,ro,nosuid,nodev")];
  for (const name of ["bin", "sbin", "lib", "lib32", "lib64", "libx32"]) {
    const stat = lstatSync(`/${name}`, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) symlinkSync(readlinkSync(`/${name}`), join(root, name));
    else if (stat?.isDirectory()) {
      mkdirSync(join(root, name));
      mounts.push(line(`/${name}`, join(root, name), "none", "rbind,ro,nosuid,nodev"));
    }
  }
  if (existsSync("/etc/alternatives")) {
    mounts.push(line("/etc/alternatives", join(root, "etc/alternatives"), "none", "bind,ro,nosuid,nodev"));
  }
  return mounts;
}

function programMounts(root: string, spec: RootFileSystem): string[] {
  return [
    line(spec.nodeBinary, join(root, BASE, "node"), "none", "bind,ro,nosuid,nodev"),
    line(spec.runtime, join(root, BASE, "runtime"), "none", "bind,ro,nosuid,nodev"),
  ];
}

function volumeMounts(root: string, mounts: readonly Mount[]): string[] {
  return mounts.map(({ source, target, readOnly }) => {
    const inside = join(root, join("/", target));
    if (lstatSync(source).isDirectory()) mkdirSync(inside, { recursive: true });
    else makeFile(inside);
    return line(source, inside, "none", readOnly ? "bind,ro,nosuid,nodev" : "bind,nosuid,nodev");
  });
}

function makeFile(path: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, "");
}

function makeFolder(path: string, mode: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

function ownerOf(owner: number | null): (path: string) => void {
  return owner === null ? () => {} : (path) => chownSync(path, owner, owner);
}

/** One fstab line; spaces and the like in paths are written as fstab(5) asks. */
function line(source: string, target: string, type: string, options: string): string {
  return `${octal(source)} ${octal(target)} ${type} ${options} 0 0`;
}

function octal(path: string): string {
  return path.replace(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
