import type { MarketOffer } from "@worldland/core/wire/provider";
import { Badge } from "../components/ui/Badge.tsx";
import { ButtonLink } from "../components/ui/Button.tsx";
import { classes } from "../components/ui/classes.ts";
import { WlPerHour } from "../components/ui/Money.tsx";
import { gigabytes, percent } from "./filters.ts";

type Part = { offer: MarketOffer };

/** `4× RTX 4090`, 24 GB each. */
export function Gpu({ offer }: Part) {
  return (
    <div className="whitespace-nowrap">
      <div className="font-medium">
        {offer.total_gpus}× {offer.gpu_type}
      </div>
      <div className="text-xs text-muted">
        {gigabytes(offer.vram_mb)} GB each{offer.simulated && " · simulated"}
      </div>
    </div>
  );
}

const CLOSED = { online: "full", maintenance: "in maintenance", offline: "offline" } as const;

/** How many GPUs are free, or why none can be had. */
export function Availability({ offer }: Part) {
  const { available_gpus: free, total_gpus: all, can_create_job, status } = offer;
  if (can_create_job) {
    return (
      <Badge tone="good">
        {free} of {all} free
      </Badge>
    );
  }
  return (
    <Badge tone={status === "online" ? "neutral" : "warn"}>
      {status === "online" && free > 0 ? "closed" : CLOSED[status]}
    </Badge>
  );
}

export function Place({ offer: { region, country, node }, inline = false }: Part & { inline?: boolean }) {
  const place = [region, country].filter((part) => part !== null).join(", ");
  if (inline) return <span className="text-muted">{place || node}</span>;
  return (
    <div>
      <div>{place || <span className="text-muted">Not said</span>}</div>
      <div className="font-mono text-2xs text-muted">{node}</div>
    </div>
  );
}

/** The provider's name and how reliable he has been; nothing where there is nothing to judge by. */
export function ProviderName({ offer: { provider_name, reliability }, inline = false }: Part & { inline?: boolean }) {
  return (
    <div className={inline ? "flex gap-2 text-muted" : undefined}>
      <div>{provider_name}</div>
      <div
        className="text-xs text-muted"
        title="Share of the rentals of the last weeks that did not end by the provider's fault"
      >
        {reliability === null ? "new" : `${percent(reliability)} reliable`}
      </div>
    </div>
  );
}

/** What may be had beside the GPUs. */
export function Gives({ offer }: Part) {
  return (
    <div className="whitespace-nowrap text-xs text-muted">
      {offer.cpu_cores_available} cores · {offer.memory_gb_available} GB · {offer.storage_gb_available} GB disk
    </div>
  );
}

export function Versions({ offer: { cuda_version, driver_version } }: Part) {
  const said = [cuda_version && `CUDA ${cuda_version}`, driver_version].filter(Boolean).join(" · ");
  return <span className="whitespace-nowrap text-xs text-muted">{said}</span>;
}

/** The price per GPU-hour, and of as many as one looks for. */
export function Price({ offer, gpus }: Part & { gpus: number }) {
  const rate = BigInt(offer.rate_per_second_wei);
  return (
    <>
      <WlPerHour rate={rate} className="font-semibold" />
      {gpus > 1 && (
        <div className="text-xs text-muted">
          {gpus} GPUs: <WlPerHour rate={rate * BigInt(gpus)} />
        </div>
      )}
    </>
  );
}

export function RentLink({ offer, gpus }: Part & { gpus: number }) {
  const { offer_id, gpu_type, provider_name, node, can_create_job } = offer;
  const label = `Rent ${gpu_type} of ${provider_name} on ${node}`;
  if (!can_create_job) return <span className={classes("px-2.5 text-xs text-muted")}>not now</span>;
  return (
    <ButtonLink
      kind="primary"
      size="small"
      aria-label={label}
      href={`/rent/${offer_id}${gpus > 1 ? `?gpus=${gpus}` : ""}`}
      prefetch={false}
    >
      Rent
    </ButtonLink>
  );
}
