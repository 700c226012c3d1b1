"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { isVaultRate, parseWl, ratePerSecondNearest } from "@worldland/core/money";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input } from "../components/ui/Input.tsx";
import { hourlyPriceText, perHourAndDay, wlText } from "../money/amount.ts";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { hourlyInput } from "./hourlyInput.ts";
import type { OwnOffer } from "./OfferPrice.tsx";

const FIELDS = [
  { id: "gpu", label: "Per GPU and hour" },
  { id: "core", label: "Per core and hour" },
  { id: "memory", label: "Per GB of memory and hour" },
  { id: "storage", label: "Per GB of storage and hour" },
] as const;
type Prices = Record<(typeof FIELDS)[number]["id"], string>;

/** Prices in WL per hour. They hold for new rentals; those that run keep theirs. */
export function PriceForm({ offer, onDone }: { offer: OwnOffer; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [prices, setPrices] = useState<Prices>({
    gpu: hourlyInput(offer.gpu_rate_wei),
    core: hourlyInput(offer.cpu_rate_wei),
    memory: hourlyInput(offer.memory_rate_wei),
    storage: hourlyInput(offer.storage_rate_wei),
  });
  const save = useMutation({
    mutationFn: () =>
      client.nodes.setPrice.mutate({
        offer_id: offer.offer_id,
        price_per_gpu_hour: prices.gpu.trim(),
        price_per_core_hour: prices.core.trim() || "0",
        price_per_memory_gb_hour: prices.memory.trim() || "0",
        price_per_storage_gb_hour: prices.storage.trim() || "0",
      }),
    onSuccess: async (nodes) => {
      queryClient.setQueryData(trpc.nodes.list.queryKey({}), nodes);
      await queryClient.invalidateQueries(trpc.offers.pathFilter());
      onDone();
    },
  });
  const faults = FIELDS.map(({ id }) => faultOf(id, prices[id]));
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {FIELDS.map(({ id, label }, index) => (
          <Field key={id} label={`${label}, in WL`} error={faults[index]} hint={hintOf(prices[id])}>
            {(ids) => (
              <Input
                {...ids}
                inputMode="decimal"
                autoComplete="off"
                value={prices[id]}
                onChange={({ target }) => setPrices({ ...prices, [id]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="text-xs text-muted">
        Kept to the nearest wei per second and never rounded when somebody rents. Rentals that run keep the price they
        were signed at.
      </p>
      <FailureNotice error={save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="primary" type="submit" busy={save.isPending} disabled={faults.some((fault) => fault !== null)}>
          Save prices
        </Button>
      </div>
    </form>
  );
}

function faultOf(id: keyof Prices, text: string): string | null {
  const wei = parseWl(text.trim() === "" && id !== "gpu" ? "0" : text);
  if (wei === null) return "A decimal amount of WL, e.g. 0.42.";
  const rate = ratePerSecondNearest(wei);
  if (id === "gpu" && rate === 0n) return "More than nothing.";
  return rate === 0n || isVaultRate(rate) ? null : "More than the vault can count.";
}

function hintOf(text: string): string | null {
  const wei = parseWl(text);
  if (wei === null || wei === 0n) return null;
  const rate = ratePerSecondNearest(wei);
  return `${hourlyPriceText(rate)} WL/h, ${wlText(perHourAndDay(rate).day)} WL a day`;
}
