CREATE TABLE "rental_usage" (
	"rental_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cpu_millicores" integer,
	"memory_bytes" bigint,
	"disk_bytes" bigint,
	"gpu_percent" smallint,
	"vram_bytes" bigint,
	CONSTRAINT "rental_usage_rental_id_at_pk" PRIMARY KEY("rental_id","at")
);
--> statement-breakpoint
CREATE TABLE "worker_endpoints" (
	"url" text PRIMARY KEY NOT NULL,
	"cluster_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "rentals" ADD COLUMN "restart_of" text;--> statement-breakpoint
ALTER TABLE "rental_usage" ADD CONSTRAINT "rental_usage_rental_id_rentals_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rentals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rental_usage_at" ON "rental_usage" USING btree ("at");--> statement-breakpoint
GRANT SELECT ON rental_usage, worker_endpoints TO worldland_web;
