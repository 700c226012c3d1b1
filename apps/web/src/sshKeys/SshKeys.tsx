"use client";

import type { SshKeyView } from "@worldland/core/wire/sshKeys";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { NewSshKey } from "./NewSshKey.tsx";
import { useDeleteSshKey, useSshKeys } from "./useSshKeys.ts";

/** Public keys for the next rentals. */
export function SshKeys() {
  const { keys, error, refetch } = useSshKeys();
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title="SSH keys"
      flush
      actions={
        <Button size="small" onClick={() => setOpen(true)}>
          Add a key
        </Button>
      }
    >
      {error !== null && (
        <div className="p-4">
          <FailureNotice error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {keys === undefined && error === null && (
        <div className="p-4">
          <Skeleton className="h-16 w-full" />
        </div>
      )}
      {keys?.length === 0 && (
        <EmptyState title="No SSH key yet">
          Saved public keys are ticked when you rent, so that no password is needed.
        </EmptyState>
      )}
      {keys !== undefined && keys.length > 0 && <KeyTable keys={keys} />}
      <Dialog open={isOpen} title="Add an SSH key" onClose={() => setOpen(false)}>
        <NewSshKey onDone={() => setOpen(false)} />
      </Dialog>
    </Card>
  );
}

function KeyTable({ keys }: { keys: readonly SshKeyView[] }) {
  const [doomed, setDoomed] = useState<SshKeyView | null>(null);
  return (
    <>
      <Table label="SSH keys">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th className="hidden lg:table-cell">Fingerprint</Th>
            <Th className="hidden sm:table-cell">Added</Th>
            <Th className="hidden sm:table-cell">Last rented with</Th>
            <Th>
              <span className="sr-only">Delete</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Tr key={key.id}>
              <Td>
                <span className="block max-w-40 truncate font-medium sm:max-w-64" title={key.name}>
                  {key.name}
                </span>
                <Fingerprint of={key} className="block max-w-40 truncate sm:max-w-64 lg:hidden" />
                <span className="block text-xs text-muted sm:hidden">
                  {key.last_used_at === null ? (
                    "never rented with"
                  ) : (
                    <>
                      rented with <Ago at={key.last_used_at} />
                    </>
                  )}
                </span>
              </Td>
              <Td className="hidden lg:table-cell">
                <Fingerprint of={key} />
              </Td>
              <Td className="hidden text-muted sm:table-cell">
                <Ago at={key.created_at} />
              </Td>
              <Td className="hidden text-muted sm:table-cell">
                {key.last_used_at === null ? "never" : <Ago at={key.last_used_at} />}
              </Td>
              <Td className="text-right">
                <Button kind="danger" size="small" aria-label={`Delete ${key.name}`} onClick={() => setDoomed(key)}>
                  Delete
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <Dialog open={doomed !== null} title="Delete this SSH key?" onClose={() => setDoomed(null)}>
        {doomed !== null && <DeleteQuestion sshKey={doomed} onDone={() => setDoomed(null)} />}
      </Dialog>
    </>
  );
}

/** Its kind and its fingerprint, which tells one key from another. */
function Fingerprint({ of: { public_key, fingerprint }, className }: { of: SshKeyView; className?: string }) {
  return (
    <span className={className} title={fingerprint}>
      <span className="font-mono text-xs text-muted">{fingerprint}</span>{" "}
      <span className="hidden text-xs text-muted sm:inline">{public_key.split(" ")[0]}</span>
    </span>
  );
}

function DeleteQuestion({ sshKey, onDone }: { sshKey: SshKeyView; onDone: () => void }) {
  const remove = useDeleteSshKey();
  return (
    <div className="flex flex-col gap-4">
      <p>
        <strong>{sshKey.name}</strong> is no longer offered when you rent. Rentals that were made with it keep it until
        they end: this does not touch them.
      </p>
      <FailureNotice error={remove.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Keep it</Button>
        <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate(sshKey.id, { onSuccess: onDone })}>
          Delete SSH key
        </Button>
      </div>
    </div>
  );
}
