CREATE TABLE "operator_keys" (
	"operator" text PRIMARY KEY NOT NULL,
	"successor" text,
	"balance" numeric(78, 0),
	"opening_cost" numeric(78, 0),
	"state" text DEFAULT 'ready' NOT NULL,
	"seen_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "vault_intents" ADD COLUMN "due_at" timestamp with time zone DEFAULT app.now() NOT NULL;--> statement-breakpoint
GRANT SELECT ON operator_keys TO worldland_web;
