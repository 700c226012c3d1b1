import { sql } from "drizzle-orm";
import { numeric, text, timestamp } from "drizzle-orm/pg-core";

/** Base units of the vault's token as `bigint`; wide enough for any uint256 in decimal. */
export const wei = (name: string) => numeric(name, { precision: 78, scale: 0, mode: "bigint" });

/** An instant, to the microsecond in Postgres and the millisecond here. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Lower-case 0x address. */
export const address = (name: string) => text(name);

/** The application's clock: the database's, plus the local network's offset. See migrations/…clock.sql. */
export const appNow = sql`app.now()`;
