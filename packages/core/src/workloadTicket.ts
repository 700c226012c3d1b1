import { parseRentalSlug, rentalSlug } from "./id.ts";
import { addSeconds } from "./time.ts";

/** What the API may ask a worker for in a customer's name, about this one rental and for half a minute. */
export type WorkloadTicket = {
  readonly rentalId: bigint;
  /** Lower-case address of the customer. */
  readonly wallet: string;
  readonly use: "logs" | "shell";
};

const TICKET_S = 30;
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** Text that only a holder of the secret can have made. `now` and the reader's are the application's clock. */
export async function writeTicket(secret: string, ticket: WorkloadTicket, now: Date): Promise<string> {
  const until = Math.floor(addSeconds(now, TICKET_S).getTime() / 1000);
  const said = [rentalSlug(ticket.rentalId), ticket.wallet, ticket.use, until].join(".");
  const mac = await crypto.subtle.sign(HMAC.name, await keyOf(secret), bytesOf(said));
  return `${said}.${hexOf(new Uint8Array(mac))}`;
}

/** What a ticket allows; null for one that is forged, too old, or dated further ahead than we make them. */
export async function readTicket(secret: string, text: string, now: Date): Promise<WorkloadTicket | null> {
  const [, said, slug = "", wallet = "", use, until, mac = ""] = TICKET.exec(text) ?? [];
  if (said === undefined || (use !== "logs" && use !== "shell")) return null;
  if (!(await crypto.subtle.verify(HMAC.name, await keyOf(secret), bytesOfHex(mac), bytesOf(said)))) return null;
  const leftS = Number(until) - now.getTime() / 1000;
  const rentalId = parseRentalSlug(slug);
  return rentalId === null || leftS < 0 || leftS > TICKET_S ? null : { rentalId, wallet, use };
}

const TICKET = /^(([0-9a-z]{13})\.(0x[0-9a-f]{40})\.(\w+)\.(\d{1,11}))\.([0-9a-f]{64})$/;

function keyOf(secret: string) {
  return crypto.subtle.importKey("raw", bytesOf(secret), HMAC, false, ["sign", "verify"]);
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
