"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SshKeyView } from "@worldland/core/wire/sshKeys";
import { useSession } from "../session/useSession.ts";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";

export type NewKey = { readonly line: string; readonly name?: string };

/** The signed-in wallet's saved keys, newest first; undefined while they are not known, and for nobody. */
export function useSshKeys() {
  const trpc = useTRPC();
  const { address } = useSession();
  const { data, error, refetch } = useQuery(trpc.sshKeys.list.queryOptions({}, { enabled: address !== null }));
  return { keys: address === null ? undefined : data?.ssh_keys, error, refetch };
}

/** Saves a key, and lets every list know it. */
export function useSaveSshKey() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ line, name }: NewKey): Promise<SshKeyView> =>
      client.sshKeys.create.mutate({ public_key: line, ...(name === undefined ? {} : { name }) }),
    onSettled: () => queryClient.invalidateQueries(trpc.sshKeys.pathFilter()),
  });
}

export function useDeleteSshKey() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.sshKeys.delete.mutate({ id }),
    onSettled: () => queryClient.invalidateQueries(trpc.sshKeys.pathFilter()),
  });
}
