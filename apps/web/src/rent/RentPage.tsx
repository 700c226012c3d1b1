"use client";

import { useQuery } from "@tanstack/react-query";
import { newSecret } from "@worldland/core/id";
import type { MarketOffer } from "@worldland/core/wire/provider";
import { useRef, useState } from "react";
import { ButtonLink } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { EmptyState, Notice, Skeleton } from "../components/ui/States.tsx";
import { gigabytes } from "../market/filters.ts";
import { useTRPC } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";
import { AccessFields } from "./AccessFields.tsx";
import { costOf, type Draft, firstDraft, requestOf } from "./draft.ts";
import { ImageFields } from "./ImageFields.tsx";
import { KeepRunningFields } from "./KeepRunningFields.tsx";
import { MachineFields } from "./MachineFields.tsx";
import { StartFields } from "./StartFields.tsx";
import { Summary } from "./Summary.tsx";
import { useRent } from "./useRent.ts";
import { useSavedKeys } from "./useSavedKeys.ts";

const PASSWORD_CHARACTERS = 24;

/** Rents one offer, live: its price and what is free are always the present ones. */
export function RentPage({ offerId, gpus }: { offerId: string; gpus: number }) {
  const trpc = useTRPC();
  const offer = useQuery(trpc.offers.get.queryOptions({ id: offerId }));
  if (offer.data !== undefined) return <RentForm offer={offer.data} gpus={gpus} />;
  if (offer.error === null) return <Skeleton className="h-96 w-full" />;
  if (failureOf(offer.error).code !== "not_found") {
    return <FailureNotice error={offer.error} onRetry={() => void offer.refetch()} />;
  }
  return (
    <EmptyState title="This offer is gone" action={<ButtonLink href="/">See what there is</ButtonLink>}>
      Its provider took it back, or the address is wrong.
    </EmptyState>
  );
}

/** What a field of the form gets: the draft, how to change it, and what is wrong by the API's field names. */
export type FormPart = {
  readonly offer: MarketOffer;
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  readonly faults: Readonly<Record<string, string>>;
};

function RentForm({ offer, gpus }: { offer: MarketOffer; gpus: number }) {
  const [draft, setDraft] = useState(() => firstDraft(offer, gpus, newPassword()));
  const { faults, check } = useFaults();
  const { rent, step } = useRent();
  const { ticks, tick } = useSavedKeys();
  const savedKeys = ticks.filter(({ isChosen }) => isChosen).map(({ public_key }) => public_key);
  const request = requestOf(offer.offer_id, draft, savedKeys);
  const cost = costOf(offer, draft);
  const serverFaults = rent.error === null ? {} : failureOf(rent.error).fields;
  const part: FormPart = {
    offer,
    draft,
    faults: { ...serverFaults, ...faults },
    change: (change) => {
      setDraft((now) => ({ ...now, ...change }));
      void check(requestOf(offer.offer_id, { ...draft, ...change }, savedKeys), { onlyIfAsked: true });
    },
  };
  const submit = async (fromAllowance: boolean) => {
    if (!(await check(request))) requestAnimationFrame(showFirstFault);
    else if (cost !== null) rent.mutate({ request, shown: cost, fromAllowance });
  };
  const place = [offer.region, offer.country].filter((one) => one !== null).join(", ");
  return (
    <>
      <PageHeader title={`Rent ${offer.gpu_type}`}>
        {offer.provider_name}
        {place !== "" && ` · ${place}`} · {gigabytes(offer.vram_mb)} GB of VRAM each · {offer.available_gpus} of{" "}
        {offer.total_gpus} free{offer.simulated && " · simulated GPUs"}
      </PageHeader>
      {!offer.can_create_job && (
        <div className="mb-4">
          <Notice tone="warn" title="This offer cannot be rented at the moment">
            It is full, in maintenance or offline. This page notices by itself when that changes.
          </Notice>
        </div>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex flex-col gap-4">
          <ImageFields {...part} />
          <MachineFields {...part} />
          <AccessFields {...part} saved={ticks} onTick={tick} newPassword={newPassword} />
          <KeepRunningFields {...part} />
          <StartFields {...part} />
        </div>
        <Summary
          part={part}
          cost={cost}
          step={step}
          error={rent.error}
          hasFaults={Object.keys(part.faults).length > 0}
          isBusy={rent.isPending || rent.isSuccess}
          onRent={(fromAllowance) => void submit(fromAllowance)}
        />
      </div>
    </>
  );
}

/** Takes whoever was sent back to the first field that is wrong. */
function showFirstFault(): void {
  document.querySelector<HTMLElement>("[aria-invalid]")?.focus();
}

/** Faults by the API's own schema, which is loaded when it is first asked. Before the first click nobody is told off. */
function useFaults() {
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const wasAsked = useRef(false);
  const check = async (request: unknown, { onlyIfAsked = false } = {}): Promise<boolean> => {
    if (onlyIfAsked && !wasAsked.current) return true;
    wasAsked.current = true;
    const { checkRequest } = await import("./checkRequest.ts");
    const found = checkRequest(request);
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  return { faults, check };
}

/** 120 random bits in letters nobody confuses. */
function newPassword(): string {
  return newSecret("").slice(0, PASSWORD_CHARACTERS);
}
