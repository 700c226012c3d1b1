"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { shortAddress } from "./address.ts";
import { CopyButton } from "./CopyField.tsx";

/** A transaction to copy, and a link to the block explorer where the network has one. */
export function TransactionHash({ hash }: { hash: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.network.get.queryOptions({}));
  const text = <span className="font-mono text-xs">{shortAddress(hash)}</span>;
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap" title={hash}>
      {data?.explorer ? (
        <a
          href={`${data.explorer.replace(/\/$/, "")}/tx/${hash}`}
          target="_blank"
          rel="noreferrer"
          className="text-accent hover:underline"
        >
          {text}
        </a>
      ) : (
        text
      )}
      <CopyButton label={`transaction ${shortAddress(hash)}`} value={hash} />
    </span>
  );
}
