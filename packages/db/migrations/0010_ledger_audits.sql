CREATE TABLE "ledger_audits" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_audits_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" text NOT NULL,
	"accounts" integer NOT NULL,
	"differences" integer NOT NULL,
	"reached" text
);
--> statement-breakpoint
CREATE TABLE "ledger_differences" (
	"audit_id" bigint NOT NULL,
	"account" text NOT NULL,
	"ledger" numeric(78, 0) NOT NULL,
	"vault" numeric(78, 0) NOT NULL,
	"unexplained" numeric(78, 0) NOT NULL,
	"entries" jsonb NOT NULL,
	CONSTRAINT "ledger_differences_audit_id_account_pk" PRIMARY KEY("audit_id","account")
);
--> statement-breakpoint
ALTER TABLE "chain_state" ADD COLUMN "opening_paused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chain_state" ADD COLUMN "operators" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_differences" ADD CONSTRAINT "ledger_differences_audit_id_ledger_audits_id_fk" FOREIGN KEY ("audit_id") REFERENCES "public"."ledger_audits"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ledger_audits_at" ON "ledger_audits" USING btree ("at");--> statement-breakpoint
CREATE INDEX "ledger_audits_differing" ON "ledger_audits" USING btree ("id") WHERE "ledger_audits"."differences" > 0;--> statement-breakpoint
CREATE INDEX "ledger_audits_rounds" ON "ledger_audits" USING btree ("id") WHERE "ledger_audits"."reached" is null;--> statement-breakpoint
CREATE INDEX "ledger_differences_account" ON "ledger_differences" USING btree ("account");--> statement-breakpoint
-- What a vault already mirrored has said of them.
UPDATE chain_state SET
  opening_paused = coalesce((
    SELECT (args ->> 'paused')::boolean FROM vault_events WHERE name = 'OpeningPausedSet'
     ORDER BY block_number DESC, log_index DESC LIMIT 1), false),
  operators = coalesce((
    SELECT array_agg(account ORDER BY account) FROM (
      SELECT DISTINCT ON (args ->> 'account') args ->> 'account' AS account, (args ->> 'allowed')::boolean AS allowed
        FROM vault_events WHERE name = 'OperatorSet'
       ORDER BY args ->> 'account', block_number DESC, log_index DESC) AS said
     WHERE allowed), '{}');
--> statement-breakpoint
GRANT SELECT ON ledger_audits, ledger_differences TO worldland_web;
