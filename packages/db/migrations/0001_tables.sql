CREATE TABLE "allocations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "allocations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cluster_id" text NOT NULL,
	"node_name" text NOT NULL,
	"gpu_index" integer NOT NULL,
	"rental_id" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"released_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "chain_blocks" (
	"number" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"parent_hash" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"grants_before" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain_state" (
	"single" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"chain_id" integer NOT NULL,
	"vault" text NOT NULL,
	"token" text NOT NULL,
	"confirmations" integer NOT NULL,
	"fee_bps" integer NOT NULL,
	"fee_recipient" text NOT NULL,
	"start_block" bigint NOT NULL,
	"scanned_number" bigint NOT NULL,
	"scanned_hash" text,
	"head_at" timestamp with time zone,
	"seen_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "clusters" (
	"id" text PRIMARY KEY NOT NULL,
	"node_port_from" integer NOT NULL,
	"node_port_to" integer NOT NULL,
	"isolated" boolean NOT NULL,
	"default_gpu_rate" numeric(78, 0) NOT NULL,
	"registered_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	CONSTRAINT "clusters_ports" CHECK ("clusters"."node_port_from" <= "clusters"."node_port_to")
);
--> statement-breakpoint
CREATE TABLE "grant_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"customer" text NOT NULL,
	"key" text NOT NULL,
	"spend_limit" numeric(78, 0) NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"nonce" integer NOT NULL,
	"signature" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "heartbeats" (
	"name" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "images" (
	"reference" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"resolved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"name" text PRIMARY KEY NOT NULL,
	"owner" text,
	"balance" numeric(78, 0) DEFAULT 0 NOT NULL,
	CONSTRAINT "ledger_accounts_not_overdrawn" CHECK ("ledger_accounts"."balance" >= 0 or "ledger_accounts"."name" like 'world:%')
);
--> statement-breakpoint
CREATE TABLE "node_joins" (
	"node_name" text PRIMARY KEY NOT NULL,
	"cluster_id" text NOT NULL,
	"provider" text NOT NULL,
	"token_id" text,
	"line" text,
	"state" text DEFAULT 'asked' NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"cluster_id" text NOT NULL,
	"name" text NOT NULL,
	"provider" text NOT NULL,
	"uid" text NOT NULL,
	"approved_at" timestamp with time zone,
	"ready" boolean DEFAULT false NOT NULL,
	"cordoned" boolean DEFAULT false NOT NULL,
	"lost_at" timestamp with time zone,
	"maintenance_since" timestamp with time zone,
	"public_address" text,
	"region" text,
	"country" text,
	"gpu_model" text,
	"gpu_count" integer NOT NULL,
	"vram_mb" integer,
	"cpu_cores" integer NOT NULL,
	"memory_gb" integer NOT NULL,
	"storage_gb" integer NOT NULL,
	"driver_version" text,
	"cuda_version" text,
	"simulated" boolean DEFAULT false NOT NULL,
	"joined_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	CONSTRAINT "nodes_cluster_id_name_pk" PRIMARY KEY("cluster_id","name")
);
--> statement-breakpoint
CREATE TABLE "offer_prices" (
	"offer_id" text NOT NULL,
	"gpu_rate" numeric(78, 0) NOT NULL,
	"cpu_rate" numeric(78, 0) NOT NULL,
	"memory_rate" numeric(78, 0) NOT NULL,
	"storage_rate" numeric(78, 0) NOT NULL,
	"at" timestamp with time zone DEFAULT app.now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" text PRIMARY KEY NOT NULL,
	"cluster_id" text NOT NULL,
	"node_name" text NOT NULL,
	"provider" text NOT NULL,
	"gpu_model" text NOT NULL,
	"gpu_key" text NOT NULL,
	"vram_mb" integer NOT NULL,
	"region" text,
	"gpu_rate" numeric(78, 0) NOT NULL,
	"cpu_rate" numeric(78, 0) DEFAULT 0 NOT NULL,
	"memory_rate" numeric(78, 0) DEFAULT 0 NOT NULL,
	"storage_rate" numeric(78, 0) DEFAULT 0 NOT NULL,
	"total_gpus" integer NOT NULL,
	"free_gpus" integer NOT NULL,
	"allocated_gpus" integer DEFAULT 0 NOT NULL,
	"out_of_service_gpus" integer DEFAULT 0 NOT NULL,
	"free_cpu_cores" integer NOT NULL,
	"free_memory_gb" integer NOT NULL,
	"free_storage_gb" integer NOT NULL,
	"rentable" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	CONSTRAINT "offers_inventory" CHECK ("offers"."total_gpus" = "offers"."free_gpus" + "offers"."allocated_gpus" + "offers"."out_of_service_gpus"),
	CONSTRAINT "offers_not_overbooked" CHECK ("offers"."free_gpus" >= 0 and "offers"."free_cpu_cores" >= 0 and "offers"."free_memory_gb" >= 0 and "offers"."free_storage_gb" >= 0 and "offers"."allocated_gpus" >= 0 and "offers"."out_of_service_gpus" >= 0)
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"relayed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "postings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "postings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"destination" text NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"kind" text NOT NULL,
	"rental_id" bigint,
	"block_number" bigint NOT NULL,
	"block_hash" text NOT NULL,
	"log_index" integer NOT NULL,
	"part" integer NOT NULL,
	"transaction_hash" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "postings_positive" CHECK ("postings"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "providers" (
	"address" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"trusted" boolean DEFAULT false NOT NULL,
	"registered_at" timestamp with time zone DEFAULT app.now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"rental_id" bigint PRIMARY KEY NOT NULL,
	"customer" text NOT NULL,
	"offer_id" text NOT NULL,
	"provider" text NOT NULL,
	"rate_per_second" numeric(78, 0) NOT NULL,
	"max_seconds" integer NOT NULL,
	"deadline" timestamp with time zone NOT NULL,
	"resources" jsonb NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rental_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rental_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rental_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"reason" text,
	"detail" text,
	"who" text NOT NULL,
	"at" timestamp with time zone DEFAULT app.now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rental_pauses" (
	"rental_id" bigint NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "rental_pauses_rental_id_from_at_pk" PRIMARY KEY("rental_id","from_at")
);
--> statement-breakpoint
CREATE TABLE "rentals" (
	"id" bigint PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"customer" text NOT NULL,
	"provider" text NOT NULL,
	"offer_id" text NOT NULL,
	"cluster_id" text NOT NULL,
	"node_name" text NOT NULL,
	"name" text NOT NULL,
	"image" text NOT NULL,
	"image_digest" text NOT NULL,
	"gpu_model" text NOT NULL,
	"gpu_count" integer NOT NULL,
	"cpu_cores" integer NOT NULL,
	"memory_gb" integer NOT NULL,
	"storage_gb" integer NOT NULL,
	"rate_per_second" numeric(78, 0) NOT NULL,
	"duration_s" integer NOT NULL,
	"signature" text,
	"session_key" text,
	"order_deadline" timestamp with time zone NOT NULL,
	"ssh_host" text,
	"ssh_port" integer NOT NULL,
	"ssh_host_key" text,
	"requested_at" timestamp with time zone NOT NULL,
	"provisioned_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	"gone_at" timestamp with time zone,
	"node_lost_at" timestamp with time zone,
	"trouble" text,
	"crashes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"meter" jsonb,
	"vault_state" text DEFAULT 'unopened' NOT NULL,
	"vault_opened_at" timestamp with time zone,
	"vault_stopped_at" timestamp with time zone,
	"vault_used_s" integer DEFAULT 0 NOT NULL,
	"settled_at" timestamp with time zone,
	"status" text GENERATED ALWAYS AS (case when ended_at is not null then (case when gone_at is null then 'stopping' else 'ended' end) when started_at is not null then 'running' when provisioned_at is null then 'requested' else 'provisioning' end) STORED NOT NULL,
	"attention_at" timestamp with time zone,
	"faults" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rentals_end_has_reason" CHECK (("rentals"."ended_at" is null) = ("rentals"."end_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "rental_secrets" (
	"rental_id" bigint PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reservations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rental_id" bigint NOT NULL,
	"purpose" text NOT NULL,
	"max_seconds" bigint NOT NULL,
	"customer" text NOT NULL,
	"session_key" text,
	"amount" numeric(78, 0) NOT NULL,
	"signature" text,
	"deadline" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text
);
--> statement-breakpoint
CREATE TABLE "session_grants" (
	"customer" text NOT NULL,
	"key" text NOT NULL,
	"spend_limit" numeric(78, 0) NOT NULL,
	"spent" numeric(78, 0) NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"nonce" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "session_grants_customer_key_pk" PRIMARY KEY("customer","key")
);
--> statement-breakpoint
CREATE TABLE "vault_events" (
	"block_hash" text NOT NULL,
	"log_index" integer NOT NULL,
	"block_number" bigint NOT NULL,
	"transaction_hash" text NOT NULL,
	"name" text NOT NULL,
	"args" jsonb NOT NULL,
	"before" jsonb,
	"rental_id" bigint,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "vault_events_block_hash_log_index_pk" PRIMARY KEY("block_hash","log_index")
);
--> statement-breakpoint
CREATE TABLE "vault_intents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "vault_intents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"purpose" text NOT NULL,
	"kind" text NOT NULL,
	"rental_id" bigint,
	"grant_id" text,
	"seconds" integer,
	"operator" text NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"transaction_id" bigint,
	"mined_number" bigint,
	"refusal" text,
	"refused_at_block" bigint,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vault_transactions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "vault_transactions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"operator" text NOT NULL,
	"nonce" integer NOT NULL,
	"hash" text NOT NULL,
	"raw" text NOT NULL,
	"max_fee_per_gas" numeric(78, 0) NOT NULL,
	"earlier_hashes" text[] DEFAULT '{}' NOT NULL,
	"state" text DEFAULT 'sent' NOT NULL,
	"mined_number" bigint,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_rental_id_rentals_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rentals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_provider_providers_address_fk" FOREIGN KEY ("provider") REFERENCES "public"."providers"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_prices" ADD CONSTRAINT "offer_prices_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_cluster_id_node_name_nodes_cluster_id_name_fk" FOREIGN KEY ("cluster_id","node_name") REFERENCES "public"."nodes"("cluster_id","name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rental_events" ADD CONSTRAINT "rental_events_rental_id_rentals_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rentals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rental_pauses" ADD CONSTRAINT "rental_pauses_rental_id_rentals_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rentals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rentals" ADD CONSTRAINT "rentals_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rental_secrets" ADD CONSTRAINT "rental_secrets_rental_id_rentals_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rentals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_rental_id_rentals_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rentals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "allocations_open" ON "allocations" USING btree ("cluster_id","node_name","gpu_index") WHERE "allocations"."released_at" is null;--> statement-breakpoint
CREATE INDEX "allocations_rental" ON "allocations" USING btree ("rental_id");--> statement-breakpoint
CREATE INDEX "allocations_node" ON "allocations" USING btree ("cluster_id","node_name","created_at");--> statement-breakpoint
CREATE INDEX "ledger_accounts_holds" ON "ledger_accounts" USING btree ("owner") WHERE "ledger_accounts"."name" like 'hold:%' and "ledger_accounts"."balance" > 0;--> statement-breakpoint
CREATE INDEX "nodes_provider" ON "nodes" USING btree ("provider");--> statement-breakpoint
CREATE INDEX "offer_prices_offer" ON "offer_prices" USING btree ("offer_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_node_model" ON "offers" USING btree ("cluster_id","node_name","gpu_model");--> statement-breakpoint
CREATE INDEX "offers_search" ON "offers" USING btree ("gpu_key","gpu_rate","id") WHERE "offers"."rentable";--> statement-breakpoint
CREATE INDEX "offers_price" ON "offers" USING btree ("gpu_rate","id");--> statement-breakpoint
CREATE INDEX "offers_provider" ON "offers" USING btree ("provider");--> statement-breakpoint
CREATE INDEX "outbox_pending" ON "outbox" USING btree ("id") WHERE "outbox"."relayed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "postings_event" ON "postings" USING btree ("block_hash","log_index","part");--> statement-breakpoint
CREATE INDEX "postings_source" ON "postings" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "postings_destination" ON "postings" USING btree ("destination","id");--> statement-breakpoint
CREATE INDEX "postings_deposits" ON "postings" USING btree ("destination","block_number") WHERE "postings"."kind" = 'deposit';--> statement-breakpoint
CREATE INDEX "postings_rental" ON "postings" USING btree ("rental_id");--> statement-breakpoint
CREATE INDEX "postings_block" ON "postings" USING btree ("block_number");--> statement-breakpoint
CREATE INDEX "rental_events_rental" ON "rental_events" USING btree ("rental_id","id");--> statement-breakpoint
CREATE INDEX "rentals_customer" ON "rentals" USING btree ("customer","id");--> statement-breakpoint
CREATE INDEX "rentals_provider" ON "rentals" USING btree ("provider","id");--> statement-breakpoint
CREATE INDEX "rentals_node" ON "rentals" USING btree ("cluster_id","node_name") WHERE "rentals"."gone_at" is null;--> statement-breakpoint
CREATE INDEX "rentals_attention" ON "rentals" USING btree ("attention_at") WHERE "rentals"."attention_at" is not null;--> statement-breakpoint
CREATE INDEX "rentals_live" ON "rentals" USING btree ("id") WHERE "rentals"."gone_at" is null;--> statement-breakpoint
CREATE INDEX "rentals_to_close" ON "rentals" USING btree ("id") WHERE "rentals"."vault_state" = 'open' and "rentals"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "rentals_to_settle" ON "rentals" USING btree ("vault_opened_at") WHERE "rentals"."vault_state" = 'open' and "rentals"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "rentals_unsettled" ON "rentals" USING btree ("id") WHERE "rentals"."settled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "rentals_node_port" ON "rentals" USING btree ("cluster_id","ssh_port") WHERE "rentals"."gone_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "reservations_opening" ON "reservations" USING btree ("rental_id") WHERE "reservations"."purpose" = 'open';--> statement-breakpoint
CREATE INDEX "reservations_rental" ON "reservations" USING btree ("rental_id");--> statement-breakpoint
CREATE INDEX "reservations_deadline" ON "reservations" USING btree ("deadline") WHERE "reservations"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "reservations_open" ON "reservations" USING btree ("customer") WHERE "reservations"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "vault_events_block" ON "vault_events" USING btree ("block_number");--> statement-breakpoint
CREATE INDEX "vault_events_rental" ON "vault_events" USING btree ("rental_id");--> statement-breakpoint
CREATE UNIQUE INDEX "vault_intents_purpose" ON "vault_intents" USING btree ("purpose");--> statement-breakpoint
CREATE INDEX "vault_intents_open" ON "vault_intents" USING btree ("operator","id") WHERE "vault_intents"."state" in ('planned', 'sent', 'mined');--> statement-breakpoint
CREATE INDEX "vault_intents_rental" ON "vault_intents" USING btree ("rental_id");--> statement-breakpoint
CREATE UNIQUE INDEX "vault_transactions_nonce" ON "vault_transactions" USING btree ("operator","nonce");--> statement-breakpoint
CREATE INDEX "vault_transactions_open" ON "vault_transactions" USING btree ("operator") WHERE "vault_transactions"."state" in ('sent', 'mined');