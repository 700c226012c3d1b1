"use client";

import { parseWl } from "@worldland/core/money";
import type { GrantView } from "@worldland/core/wire/account";
import { useState } from "react";
import { useNow } from "../clock/Clock.tsx";
import { exactText } from "../clock/time.ts";
import { shortAddress } from "../components/ui/address.ts";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input, Select } from "../components/ui/Input.tsx";
import { wlText } from "../money/amount.ts";
import { useGrant } from "./useGrant.ts";

const DAY_MS = 24 * 3600 * 1000;
const TERMS = [1, 7, 30, 90, 365] as const;
const FIRST_DAYS = 30;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/**
 * To whom, how much more, and until when. The limit that is signed counts over the key's life, so what is spent is
 * added. `of`: the key whose allowance is changed; null: it is asked for.
 */
export function AllowanceForm({
  of,
  known,
  onDone,
}: {
  of: GrantView | null;
  known: readonly GrantView[];
  onDone: () => void;
}) {
  const now = useNow(10_000);
  const grant = useGrant(onDone);
  const [isOther, setOther] = useState(false);
  const [address, setAddress] = useState("");
  const [text, setText] = useState("");
  const [days, setDays] = useState<number>(FIRST_DAYS);
  const key = of?.key ?? (isOther ? address.trim() : null);
  const spent = spentOf(known, key);
  const more = parseWl(text);
  const expiresAt = now === null ? null : new Date(now + days * DAY_MS);
  const isKey = key === null || ADDRESS.test(key);
  const isReady = isKey && more !== null && more > 0n && expiresAt !== null;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) grant.mutate({ key, limit: spent + more, expiresAt });
      }}
    >
      {of === null ? (
        <KeyFields {...{ isOther, setOther, address, setAddress }} />
      ) : (
        <p className="text-muted">
          {of.is_delegate
            ? "For the platform's key, which pays what your API keys rent."
            : `For ${shortAddress(of.key)}.`}
        </p>
      )}
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

/** The platform's key unless another is named. */
function KeyFields({
  isOther,
  setOther,
  address,
  setAddress,
}: {
  isOther: boolean;
  setOther: (isOther: boolean) => void;
  address: string;
  setAddress: (address: string) => void;
}) {
  const isWrong = address.trim() !== "" && !ADDRESS.test(address.trim());
  return (
    <>
      <Field
        label="Who may spend"
        hint={
          isOther
            ? "Whoever holds this key signs orders in your name, and nothing else: it cannot withdraw."
            : "Programs with one of your API keys then rent without a signature."
        }
      >
        {(ids) => (
          <Select
            {...ids}
            value={isOther ? "other" : "platform"}
            onChange={({ target }) => setOther(target.value === "other")}
          >
            <option value="platform">The platform's key, for my API keys</option>
            <option value="other">Another key</option>
          </Select>
        )}
      </Field>
      {isOther && (
        <Field label="Address of the key" error={isWrong ? "An address is 0x and 40 hex digits." : null}>
          {(ids) => (
            <Input
              {...ids}
              className="font-mono"
              autoComplete="off"
              spellCheck={false}
              placeholder="0x…"
              value={address}
              onChange={({ target }) => setAddress(target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}

/** What the key has spent so far, in base units. `key` null: the platform's. */
function spentOf(known: readonly GrantView[], key: string | null): bigint {
  const grant = known.find((one) => (key === null ? one.is_delegate : one.key === key.toLowerCase()));
  return BigInt(grant?.budget?.spent_wei ?? 0);
}
