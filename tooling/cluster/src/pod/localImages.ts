import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/**
 * What stands in for an image in the local network.
 * ssh: installs the entry program in the volume mounted at /worldland. host-usr: a root file system of the host's
 * /usr, read-only, with private /etc, /root, /home, /tmp and /var.
 */
export type Recipe = "ssh" | "host-usr";

export type LocalImage = {
  /** `repository:tag` as people write it; the ssh image has no tag. */
  readonly reference: string;
  readonly repository: string;
  readonly recipe: Recipe;
  /** `sha256:<hex>` over the recipe's own files and the reference. */
  readonly digest: string;
};

const KNOWN: readonly (readonly [repository: string, tag: string | null, recipe: Recipe])[] = [
  ["worldland/ssh", null, "ssh"],
  ["nvidia/cuda", "12.0.0-devel-ubuntu22.04", "host-usr"],
  ["pytorch/pytorch", "latest", "host-usr"],
  ["tensorflow/tensorflow", "latest-gpu", "host-usr"],
];

let images: readonly LocalImage[] | undefined;

/** Every image the local network can run, with the digest of its recipe: what a catalogue pins. */
export function localImages(): readonly LocalImage[] {
  images ??= KNOWN.map(([repository, tag, recipe]) => {
    const reference = tag === null ? repository : `${repository}:${tag}`;
    return { reference, repository, recipe, digest: recipeDigest(recipe, reference) };
  });
  return images;
}

/**
 * The image a container's reference names, or null where the local registry has none: an unknown repository, tag or
 * digest. Registry host names and `library/` are ignored, as `docker.io/nvidia/cuda` is `nvidia/cuda`.
 */
export function findLocalImage(reference: string): LocalImage | null {
  const [named = "", digest] = reference.split("@");
  const colon = named.lastIndexOf(":");
  const hasTag = colon > named.lastIndexOf("/");
  const repository = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const ssh = repository === "ssh" || repository.endsWith("/ssh");
  const candidates = localImages().filter((image) =>
    image.recipe === "ssh" ? ssh : repository === image.repository || repository.endsWith(`/${image.repository}`),
  );
  // The ssh image is built from this checkout whatever digest a manifest pins for real clusters.
  if (ssh) return candidates[0] ?? null;
  if (digest !== undefined) return candidates.find((image) => image.digest === digest) ?? null;
  if (tag === undefined) return candidates.find((image) => image.reference.endsWith(":latest")) ?? null;
  return candidates.find((image) => image.reference.endsWith(`:${tag}`)) ?? null;
}

function recipeDigest(recipe: Recipe, reference: string): string {
  const hash = createHash("sha256").update(`${recipe}\n${reference}\n`);
  const here = new URL(recipe === "ssh" ? "./ssh/" : "./", import.meta.url);
  const files = recipe === "ssh" ? sourcesIn(here) : ["rootFileSystem.ts", "sandbox.sh"];
  for (const name of files) hash.update(`${name}\n`).update(readFileSync(new URL(name, here)));
  return `sha256:${hash.digest("hex")}`;
}

function sourcesIn(folder: URL): string[] {
  const isSource = (name: string) => /\.(ts|sh)$/.test(name) && !name.endsWith(".test.ts");
  return readdirSync(folder).filter(isSource).sort();
}
