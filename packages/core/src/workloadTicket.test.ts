import { expect, test } from "vitest";
import { newRentalId } from "./id.ts";
import { addSeconds } from "./time.ts";
import { readTicket, type WorkloadTicket, writeTicket } from "./workloadTicket.ts";

const NOW = new Date("2026-01-01T00:00:00.400Z");
const SECRET = "a secret of the test, which is long enough";
const ticket: WorkloadTicket = { rentalId: newRentalId(NOW), wallet: `0x${"c1".repeat(20)}`, use: "logs" };

test("a ticket says what it was made for, for half a minute and to a holder of the secret alone", async () => {
  const text = await writeTicket(SECRET, ticket, NOW);
  expect(await readTicket(SECRET, text, NOW)).toEqual(ticket);
  expect(await readTicket(SECRET, text, addSeconds(NOW, 29))).toEqual(ticket);
  expect(await readTicket(SECRET, text, addSeconds(NOW, 31))).toBeNull();
  expect(await readTicket(SECRET, text, addSeconds(NOW, -31))).toBeNull();
  expect(await readTicket(`${SECRET}!`, text, NOW)).toBeNull();
});

test("nothing in it can be changed", async () => {
  const text = await writeTicket(SECRET, ticket, NOW);
  const changes = [text.replace("logs", "shell"), text.replace("0xc1", "0xc2"), text.replace(/^./, "1"), ""];
  changes.push(
    text.slice(0, -1),
    `${text}0`,
    text.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
  );
  for (const changed of changes) expect(await readTicket(SECRET, changed, NOW), changed).toBeNull();
});
