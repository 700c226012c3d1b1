import { PRESET_IMAGES } from "@worldland/core/images";
import { Refusal } from "@worldland/core/refusal";
import { imageDigests } from "@worldland/db/queries/catalogue/imageDigests";
import type { ApiDeps } from "../context.ts";

/** A reference that names its digest, in the registries' own grammar; a tag beside the digest is only a comment. */
const BY_DIGEST =
  /^((?:[a-z0-9]+(?:[.-][a-z0-9]+)*(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::\w[\w.-]{0,127})?@(sha256:[0-9a-f]{64})$/;

/**
 * `repository@sha256:…` of an image asked for: a preset by the digest that the operator pinned, or, where the operator
 * allows it, any other by the digest it names itself. Refuses `invalid_request`.
 */
export async function pinImage({ db, config }: Pick<ApiDeps, "db" | "config">, reference: string): Promise<string> {
  const preset = PRESET_IMAGES.find((image) => image.reference === reference);
  if (preset !== undefined) {
    const digest = (await imageDigests(db, [reference])).get(reference);
    if (digest !== undefined) return `${repositoryOf(reference)}@${digest}`;
    throw refused("This image is not pinned to a digest yet.", "Choose another image; the operator pins it.");
  }
  if (!config.customImages) {
    const presets = PRESET_IMAGES.map((image) => image.reference).join(", ");
    throw refused("This image is not in the catalogue.", `Choose one of ${presets}.`);
  }
  const [, repository, digest] = BY_DIGEST.exec(reference) ?? [];
  if (repository !== undefined && digest !== undefined) return `${repository}@${digest}`;
  throw refused("An image of your own is named by its digest.", "Write it as repository@sha256:<64 hex digits>.");
}

function repositoryOf(reference: string): string {
  return reference.slice(0, reference.lastIndexOf(":"));
}

function refused(detail: string, suggestion: string): Refusal {
  return new Refusal("invalid_request", detail, { suggestion, fields: [{ path: "image", message: detail }] });
}
