"use client";

import { useQuery } from "@tanstack/react-query";
import { PRESET_IMAGES } from "@worldland/core/images";
import { Card } from "../components/ui/Card.tsx";
import { classes } from "../components/ui/classes.ts";
import { Field } from "../components/ui/Field.tsx";
import { Input } from "../components/ui/Input.tsx";
import { useTRPC } from "../trpc/client.tsx";
import type { FormPart } from "./RentPage.tsx";

/** What runs: a preset, or an image of one's own where the operator allows it. */
export function ImageFields({ draft, change, faults }: FormPart) {
  const trpc = useTRPC();
  const { data: network } = useQuery(trpc.network.get.queryOptions({}));
  const images = network?.images ?? PRESET_IMAGES;
  const isCustom = images.every(({ reference }) => reference !== draft.image);
  return (
    <Card title="Image">
      <fieldset className="grid gap-2 sm:grid-cols-3">
        <legend className="sr-only">Image</legend>
        {images.map(({ reference, title, use }) => (
          <Choice
            key={reference}
            title={title}
            use={use}
            reference={reference}
            isChosen={draft.image === reference}
            onChoose={() => change({ image: reference })}
          />
        ))}
        {network?.custom_images && (
          <Choice
            title="Your own"
            use="Any public image"
            reference="name:tag or name@sha256:…"
            isChosen={isCustom}
            onChoose={() => change({ image: "" })}
          />
        )}
      </fieldset>
      {isCustom && (
        <Field label="Image" error={faults.image} className="mt-3" hint="Pinned to its digest when you rent.">
          {(ids) => (
            <Input
              {...ids}
              value={draft.image}
              placeholder="docker.io/library/python:3.13"
              onChange={({ target }) => change({ image: target.value })}
            />
          )}
        </Field>
      )}
      {!isCustom && faults.image !== undefined && (
        <p role="alert" className="mt-2 text-xs text-bad">
          {faults.image}
        </p>
      )}
    </Card>
  );
}

function Choice({
  title,
  use,
  reference,
  isChosen,
  onChoose,
}: {
  title: string;
  use: string;
  reference: string;
  isChosen: boolean;
  onChoose: () => void;
}) {
  return (
    <label
      className={classes(
        "flex min-w-0 cursor-pointer flex-col rounded-lg border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent",
        isChosen ? "border-accent bg-accent-soft" : "border-line hover:border-line-strong",
      )}
    >
      <span className="flex items-center gap-2 font-medium">
        <input type="radio" name="image" className="accent-accent" checked={isChosen} onChange={onChoose} />
        {title}
      </span>
      <span className="text-xs text-muted">{use}</span>
      <span className="truncate font-mono text-2xs text-muted" title={reference}>
        {reference}
      </span>
    </label>
  );
}
