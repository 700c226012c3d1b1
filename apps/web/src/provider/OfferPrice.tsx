"use client";

import type { NodeView } from "@worldland/core/wire/console";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { WlPerHour } from "../components/ui/Money.tsx";
import { PriceForm } from "./PriceForm.tsx";

export type OwnOffer = NodeView["offers"][number];

/** What an offer costs, and the way to change it. */
export function OfferPrice({ offer }: { offer: OwnOffer }) {
  const [isOpen, setOpen] = useState(false);
  const rest = [offer.cpu_rate_wei, offer.memory_rate_wei, offer.storage_rate_wei];
  return (
    <div>
      <div className="flex items-center justify-between gap-2 md:justify-start">
        <span className="font-medium">
          <WlPerHour rate={offer.gpu_rate_wei} />
        </span>
        <Button size="small" kind="quiet" aria-label={`Edit price of ${offer.gpu_type}`} onClick={() => setOpen(true)}>
          Edit price
        </Button>
      </div>
      <p className="text-xs text-muted">
        per GPU{rest.some((rate) => BigInt(rate) > 0n) && ", and for cores, memory or storage"}
      </p>
      <Dialog open={isOpen} title={`Prices of ${offer.gpu_type}`} onClose={() => setOpen(false)}>
        <PriceForm offer={offer} onDone={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}
