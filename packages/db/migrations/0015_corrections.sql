CREATE TABLE "corrections" (
	"cluster_id" text NOT NULL,
	"rental_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"parts" text[] NOT NULL,
	"first_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	"last_at" timestamp with time zone DEFAULT app.now() NOT NULL,
	CONSTRAINT "corrections_cluster_id_rental_id_kind_pk" PRIMARY KEY("cluster_id","rental_id","kind"),
	CONSTRAINT "corrections_happened" CHECK ("corrections"."times" > 0)
);
--> statement-breakpoint
CREATE INDEX "corrections_newest" ON "corrections" USING btree ("last_at");--> statement-breakpoint
GRANT SELECT ON corrections TO worldland_web;
