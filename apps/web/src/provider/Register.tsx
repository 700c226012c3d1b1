"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input } from "../components/ui/Input.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";

const MOST_CHARACTERS = 60;

/** Becoming a provider: a name that customers see. */
export function Register() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const register = useMutation({
    mutationFn: () => client.nodes.register.mutate({ name: name.trim() }),
    onSuccess: (profile) => queryClient.setQueryData(trpc.nodes.profile.queryKey({}), profile),
  });
  return (
    <>
      <PageHeader title="Provide GPUs">
        Let your GPUs by the second, at prices you set, and be paid into your own balance on chain.
      </PageHeader>
      <Card title="Register" className="max-w-xl">
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            register.mutate();
          }}
        >
          <Field
            label="Name that customers see"
            hint="It costs nothing. The wallet you are signed in with is the one that earns."
            error={register.error === null ? null : failureOf(register.error).fields.name}
          >
            {(ids) => (
              <Input
                {...ids}
                autoComplete="organization"
                maxLength={MOST_CHARACTERS}
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
          <FailureNotice error={register.error} />
          <div className="flex flex-wrap items-center justify-between gap-3">
            <Link href="/docs/how-to-provide" className="text-accent hover:underline">
              How providing works
            </Link>
            <Button kind="primary" type="submit" busy={register.isPending} disabled={name.trim() === ""}>
              Register
            </Button>
          </div>
        </form>
      </Card>
    </>
  );
}
