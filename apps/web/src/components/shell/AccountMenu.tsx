"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSession } from "../../session/useSession.ts";
import { useTRPC } from "../../trpc/client.tsx";
import { useWallet } from "../../wallet/WalletProvider.tsx";
import { shortAddress } from "../ui/address.ts";
import { Button } from "../ui/Button.tsx";
import { CopyButton } from "../ui/CopyField.tsx";
import { Wl } from "../ui/Money.tsx";
import { Popover } from "./Popover.tsx";

const ITEM = "rounded-md px-2.5 py-1.5 text-left text-sm text-muted hover:bg-raised hover:text-ink";

/** Connect, or who is connected with what he may spend. */
export function AccountMenu() {
  const { address, isLoading } = useSession();
  const { openConnect } = useWallet();
  if (address !== null) return <SignedInMenu address={address} />;
  return (
    <Button kind="primary" onClick={openConnect} disabled={isLoading}>
      Connect<span className="hidden sm:inline"> wallet</span>
    </Button>
  );
}

function SignedInMenu({ address }: { address: string }) {
  const trpc = useTRPC();
  const { data: account } = useQuery(trpc.account.get.queryOptions({}));
  const { signOut } = useWallet();
  const leave = useMutation({ mutationFn: signOut });
  return (
    <Popover
      label={`Account ${address}`}
      buttonClass="inline-flex h-9 items-center gap-2 rounded-md border border-line px-2.5 text-sm hover:bg-raised"
      button={
        <>
          {account !== undefined && <Wl wei={account.available_wei} places={2} className="font-medium" />}
          <span className="font-mono text-xs text-muted">{shortAddress(address)}</span>
        </>
      }
    >
      <div className="flex w-64 flex-col p-1">
        <div className="flex items-center justify-between gap-2 border-b border-line px-2.5 py-1.5">
          <span className="truncate font-mono text-xs text-muted">{address}</span>
          <CopyButton label="address" value={address} />
        </div>
        {account !== undefined && (
          <dl className="grid grid-cols-2 gap-y-1 border-b border-line px-2.5 py-2 text-xs">
            <dt className="text-muted">Available</dt>
            <dd className="text-right">
              <Wl wei={account.available_wei} />
            </dd>
            <dt className="text-muted">Held for rentals</dt>
            <dd className="text-right">
              <Wl wei={account.held_wei} />
            </dd>
          </dl>
        )}
        <Link href="/billing" className={ITEM}>
          Deposit or withdraw
        </Link>
        <Link href="/settings" className={ITEM}>
          Settings
        </Link>
        <button type="button" className={ITEM} disabled={leave.isPending} onClick={() => leave.mutate()}>
          Sign out
        </button>
      </div>
    </Popover>
  );
}
