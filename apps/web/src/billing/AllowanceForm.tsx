"use client";

import { parseWl } from "@worldland/core/money";
import { useState } from "react";
import { useNow } from "../clock/Clock.tsx";
import { exactText } from "../clock/time.ts";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input, Select } from "../components/ui/Input.tsx";
import { wlText } from "../money/amount.ts";
import { useGrant } from "./useGrant.ts";

const DAY_MS = 24 * 3600 * 1000;
const TERMS = [1, 7, 30, 90, 365] as const;
const FIRST_DAYS = 30;

/** How much more, and until when. The limit that is signed counts over the key's life, so what is spent is added. */
export function AllowanceForm({ spent, onDone }: { spent: bigint; onDone: () => void }) {
  const now = useNow(10_000);
  const grant = useGrant(onDone);
  const [text, setText] = useState("");
  const [days, setDays] = useState<number>(FIRST_DAYS);
  const more = parseWl(text);
  const expiresAt = now === null ? null : new Date(now + days * DAY_MS);
  const isReady = more !== null && more > 0n && expiresAt !== null;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) grant.mutate({ limit: spent + more, expiresAt });
      }}
    >
      <Field
        label="May be spent from now on, in WL"
        hint={
          spent > 0n && more !== null
            ? `Signed as a limit of ${wlText(spent + more)} WL in all, of which ${wlText(spent)} are spent.`
            : "What rentals give back can be spent again."
        }
        error={text.trim() !== "" && more === null ? "A decimal amount of WL, e.g. 12.5." : null}
      >
        {(ids) => (
          <Input
            {...ids}
            inputMode="decimal"
            autoComplete="off"
            placeholder="10"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <Field label="Good for" hint={expiresAt === null ? undefined : `Until ${exactText(expiresAt.toISOString())}`}>
        {(ids) => (
          <Select {...ids} value={days} onChange={({ target }) => setDays(Number(target.value))}>
            {TERMS.map((one) => (
              <option key={one} value={one}>
                {one === 1 ? "1 day" : `${one} days`}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <FailureNotice error={grant.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="primary" type="submit" busy={grant.isPending} disabled={!isReady}>
          Sign
        </Button>
      </div>
    </form>
  );
}
