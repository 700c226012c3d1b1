"use client";

import { useMutation } from "@tanstack/react-query";
import { monotonicMs } from "@worldland/core/time";
import { useTRPCClient } from "../trpc/client.tsx";

export type JoinLine = { readonly node: string; readonly text: string; readonly expiresAt: string };

const POLL_MS = 500;
/** The worker seals a line within a second or two; after this long something is away. */
const DEADLINE_MS = 30_000;

/**
 * Makes a key pair in the page, asks for a line sealed to it, and opens it. The private key never leaves this function,
 * and neither platform nor database ever holds the line in the clear.
 */
export function useJoinLine() {
  const client = useTRPCClient();
  return useMutation({
    mutationFn: async (): Promise<JoinLine> => {
      const { newSealKeys, open } = await import("@worldland/core/sealed");
      const keys = await newSealKeys().catch(() => {
        throw new Error("Your browser cannot make the key (X25519). Use a current one, over HTTPS.");
      });
      const { node } = await client.nodes.join.mutate({ public_key: keys.publicKey });
      const asked = monotonicMs();
      while ((await client.nodes.joinStatus.query({ node })).state === "asked") {
        if (monotonicMs() - asked > DEADLINE_MS) {
          throw new Error("The platform has not made the line yet. Try again in a moment.");
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      const { sealed_line, expires_at } = await client.nodes.takeJoinLine.mutate({ node });
      if (sealed_line === null) throw new Error("The line was already taken. Make another one.");
      return { node, text: await open(keys.privateKey, sealed_line, node), expiresAt: expires_at };
    },
  });
}
