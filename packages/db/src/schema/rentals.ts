import { END_REASONS } from "@worldland/core/rental/reason";
import { RENTAL_STATUSES } from "@worldland/core/rental/rental";
import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { address, instant, wei } from "./columns.ts";
import { offers } from "./offers.ts";

/** The aggregate: facts of one rental. Written by openRental once, then by recordRentalEvent only. */
export const rentals = pgTable(
  "rentals",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey(),
    version: integer("version").notNull().default(1),
    customer: address("customer").notNull(),
    provider: address("provider").notNull(),
    offerId: text("offer_id")
      .notNull()
      .references(() => offers.id),
    clusterId: text("cluster_id").notNull(),
    nodeName: text("node_name").notNull(),
    name: text("name").notNull(),
    /** As asked for, and as pinned by digest. */
    image: text("image").notNull(),
    imageDigest: text("image_digest").notNull(),
    gpuModel: text("gpu_model").notNull(),
    gpuCount: integer("gpu_count").notNull(),
    cpuCores: integer("cpu_cores").notNull(),
    memoryGb: integer("memory_gb").notNull(),
    storageGb: integer("storage_gb").notNull(),
    ratePerSecond: wei("rate_per_second").notNull(),
    durationS: integer("duration_s").notNull(),
    /** The order as signed: by the customer's wallet, or by a session key of his. Null until the signer has signed. */
    signature: text("signature"),
    /** Null: the customer himself; else the session key that pays from a budget. */
    sessionKey: address("session_key"),
    orderDeadline: instant("order_deadline").notNull(),
    sshHost: text("ssh_host"),
    sshPort: integer("ssh_port").notNull(),
    /** `SHA256:…` of the ed25519 host key; null until the workload was first applied. */
    sshHostKey: text("ssh_host_key"),
    requestedAt: instant("requested_at").notNull(),
    provisionedAt: instant("provisioned_at"),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    endReason: text("end_reason", { enum: END_REASONS }),
    goneAt: instant("gone_at"),
    nodeLostAt: instant("node_lost_at"),
    trouble: text("trouble", { enum: ["image_pull", "unschedulable", "out_of_memory", "crashed", "evicted"] }),
    crashes: jsonb("crashes").$type<string[]>().notNull().default([]),
    /** The nearest warning before the end that was told, in seconds; null: none for the term in force. */
    warnedS: integer("warned_s"),
    /** The meter; null until started. Instants as ISO strings. */
    meter: jsonb("meter").$type<{
      provenS: number;
      lastGoodAt: string;
      badSince: string | null;
      badUntil: string | null;
      podUid: string;
      restarts: number;
    } | null>(),
    /** Uid of the pod that its customer asked to have replaced; null: none yet. Done once another one is there. */
    restartOf: text("restart_of"),
    vaultState: text("vault_state", { enum: ["unopened", "open", "refused", "closed"] })
      .notNull()
      .default("unopened"),
    vaultOpenedAt: instant("vault_opened_at"),
    vaultStoppedAt: instant("vault_stopped_at"),
    vaultUsedS: integer("vault_used_s").notNull().default(0),
    /** When the last vault duty was final at depth; null: something is left to do or to wait for. */
    settledAt: instant("settled_at"),
    status: text("status", { enum: RENTAL_STATUSES })
      .notNull()
      .generatedAlwaysAs(
        sql`case when ended_at is not null then (case when gone_at is null then 'stopping' else 'ended' end) when started_at is not null then 'running' when provisioned_at is null then 'requested' else 'provisioning' end`,
      ),
    /** When the worker looks again even if nothing happens; null: never. Retries are this column, not a queue setting. */
    attentionAt: instant("attention_at"),
    /** Faults in a row while acting on the cluster; sets the back-off. */
    faults: integer("faults").notNull().default(0),
  },
  (t) => [
    check("rentals_end_has_reason", sql`(${t.endedAt} is null) = (${t.endReason} is null)`),
    index("rentals_customer").on(t.customer, t.id),
    // Ids of one second are in no order, and people read the newest first.
    index("rentals_customer_newest").on(t.customer, t.requestedAt, t.id),
    index("rentals_provider").on(t.provider, t.id),
    index("rentals_ended").on(t.provider, t.endedAt, t.endReason).where(sql`${t.endedAt} is not null`),
    // A click counts what its customer ended within the last hour, however long his history is.
    index("rentals_customer_ended").on(t.customer, t.endedAt).where(sql`${t.endedAt} is not null`),
    index("rentals_node").on(t.clusterId, t.nodeName).where(sql`${t.goneAt} is null`),
    index("rentals_attention").on(t.attentionAt).where(sql`${t.attentionAt} is not null`),
    index("rentals_live").on(t.id).where(sql`${t.goneAt} is null`),
    index("rentals_to_close").on(t.id).where(sql`${t.vaultState} = 'open' and ${t.endedAt} is not null`),
    index("rentals_to_settle").on(t.vaultOpenedAt).where(sql`${t.vaultState} = 'open' and ${t.endedAt} is null`),
    index("rentals_unsettled").on(t.id).where(sql`${t.settledAt} is null`),
    uniqueIndex("rentals_node_port").on(t.clusterId, t.sshPort).where(sql`${t.goneAt} is null`),
  ],
);
