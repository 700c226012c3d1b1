CREATE TABLE "auto_extensions" (
	"rental_id" bigint PRIMARY KEY NOT NULL,
	"session_key" text NOT NULL,
	"hours" integer NOT NULL,
	"lead_s" integer NOT NULL,
	"until" timestamp with time zone,
	"set_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"next_try_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"stopped" text
);
--> statement-breakpoint
ALTER TABLE "rentals" ADD COLUMN "warned_s" integer;--> statement-breakpoint
ALTER TABLE "auto_extensions" ADD CONSTRAINT "auto_extensions_rental_id_rentals_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rentals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "auto_extensions_next_try" ON "auto_extensions" USING btree ("next_try_at");
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON auto_extensions TO worldland_web;
