"use client";

import { Card } from "../components/ui/Card.tsx";
import { percent } from "../market/filters.ts";
import { useEarnings } from "./useEarnings.ts";

/** How reliable customers see this provider, and what moved it. */
export function Reliability() {
  const { data } = useEarnings();
  if (data === undefined) return null;
  return (
    <Card title="Reliability">
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-2">
        <p className="text-lg font-semibold">{data.reliability === null ? "New" : percent(data.reliability)}</p>
        {data.reliability_reasons.length === 0 ? (
          <p className="text-muted">
            Customers see a figure once rentals on your nodes have ended: the share that did not end by your fault.
          </p>
        ) : (
          <ul className="text-muted">
            {data.reliability_reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
