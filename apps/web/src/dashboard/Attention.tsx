"use client";

import { useQuery } from "@tanstack/react-query";
import { AlertTriangle } from "lucide-react";
import Link from "next/link";
import { useNow } from "../clock/Clock.tsx";
import { Card } from "../components/ui/Card.tsx";
import { classes } from "../components/ui/classes.ts";
import { isLiving } from "../rentals/RentalStatus.tsx";
import { useLivingRentals } from "../rentals/useLivingRentals.ts";
import { useTRPC } from "../trpc/client.tsx";
import { attentionOf } from "./attentionOf.ts";

const RECENT = 10;

/** What needs attention; nothing while nothing does. */
export function Attention() {
  const items = useAttention();
  if (items.length === 0) return null;
  return (
    <Card title="Needs attention" flush>
      <ul className="divide-y divide-line">
        {items.map(({ id, tone, title, text, href }) => (
          <li key={id}>
            <Link href={href} className="flex gap-3 px-4 py-2.5 hover:bg-raised/60">
              <AlertTriangle
                size={16}
                aria-hidden="true"
                className={classes("mt-0.5 shrink-0", tone === "bad" ? "text-bad" : "text-warn")}
              />
              <span className="min-w-0">
                <span className="font-medium">{title}</span>
                <span className="block text-xs text-muted">{text}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function useAttention() {
  const trpc = useTRPC();
  const now = useNow(5_000);
  const { rentals } = useLivingRentals();
  const recent = useQuery(trpc.rentals.list.queryOptions({ limit: RECENT }));
  const keeping = useQuery(trpc.extensions.list.queryOptions({}));
  const account = useQuery(trpc.account.get.queryOptions({}));
  const spending = useQuery(trpc.account.spending.queryOptions({ days: 30 }));
  const nodes = useQuery(trpc.nodes.list.queryOptions({}));
  if (now === null || !rentals || !recent.data || !keeping.data || !account.data || !spending.data || !nodes.data)
    return [];
  return attentionOf(
    {
      living: rentals.map(({ job }) => job),
      ended: recent.data.jobs.filter(({ status }) => !isLiving(status)),
      keeping: keeping.data.auto_extensions,
      account: account.data,
      spending: spending.data,
      nodes: nodes.data.nodes,
    },
    now,
  );
}
