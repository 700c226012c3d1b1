CREATE TABLE "ssh_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"wallet" text NOT NULL,
	"name" text NOT NULL,
	"public_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "ssh_keys_once" UNIQUE("wallet","fingerprint")
);
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE, UPDATE (last_used_at) ON ssh_keys TO worldland_web;
