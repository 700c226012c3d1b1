import type { Nudge } from "@worldland/core/jobs";
import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { openDatabase } from "@worldland/db/database";
import { migrate } from "@worldland/db/migrate";
import { testDatabase } from "@worldland/testing/testDatabase";
import { afterAll, beforeEach, expect, test } from "vitest";
import { relayOutbox } from "./relay.ts";

const fresh = await testDatabase({ migrate });
const database = openDatabase(fresh.url, { max: 2 });
const { db } = database;
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const added: Nudge[] = [];
const queue = { add: async (nudges: readonly Nudge[]) => void added.push(...nudges) };
const deps = { db, reached: () => undefined };
beforeEach(() => added.splice(0));

test("every nudge is moved, in its order and once, however many there are", async () => {
  for (let id = 1n; id <= 450n; id++) await nudgeRental(db, id);
  expect(await relayOutbox(deps, queue)).toBe(450);
  const ids = added.map((nudge) => (nudge.name === "rental.reconcile" ? nudge.payload.rentalId : ""));
  expect(ids).toEqual(Array.from({ length: 450 }, (_, index) => `${index + 1}`));
  expect(await relayOutbox(deps, queue)).toBe(0);
});

test("a queue that is away loses nothing: the nudges wait for the next run", async () => {
  await nudgeRental(db, 7n);
  const away = { add: () => Promise.reject(new Error("away")) };
  await expect(relayOutbox(deps, away)).rejects.toThrow("away");
  expect(await relayOutbox(deps, queue)).toBe(1);
});

test("dying between adding and marking nudges twice and never not at all", async () => {
  await nudgeRental(db, 8n);
  const dying = () => {
    throw new Error("killed");
  };
  await expect(relayOutbox({ db, reached: dying }, queue)).rejects.toThrow("killed");
  expect(await relayOutbox(deps, queue)).toBe(1);
  expect(added).toHaveLength(2);
});
