CREATE TABLE "market_count_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "market_count_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"gpu_key" text NOT NULL,
	"region" text NOT NULL,
	"total_gpus" integer NOT NULL,
	"available_gpus" integer NOT NULL,
	"offers" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "market_counts" (
	"gpu_key" text NOT NULL,
	"region" text NOT NULL,
	"gpu_type" text NOT NULL,
	"total_gpus" integer DEFAULT 0 NOT NULL,
	"available_gpus" integer DEFAULT 0 NOT NULL,
	"offers" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "market_counts_gpu_key_region_pk" PRIMARY KEY("gpu_key","region")
);
--> statement-breakpoint
DROP INDEX "offers_search";--> statement-breakpoint
DROP INDEX "offers_price";--> statement-breakpoint
DROP INDEX "offers_provider";--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "listed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "offers_listed_model" ON "offers" USING btree ("gpu_key","gpu_rate","provider","id") WHERE "offers"."listed";--> statement-breakpoint
CREATE INDEX "offers_listed_price" ON "offers" USING btree ("gpu_rate","provider","id") WHERE "offers"."listed";--> statement-breakpoint
CREATE INDEX "rentals_ended" ON "rentals" USING btree ("provider","ended_at","end_reason") WHERE "rentals"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "offers_provider" ON "offers" USING btree ("provider","gpu_rate","id");--> statement-breakpoint
CREATE FUNCTION app.count_offers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
BEGIN
  IF tg_op <> 'DELETE' THEN
    INSERT INTO market_counts (gpu_key, region, gpu_type)
    SELECT DISTINCT ON (gpu_key, coalesce(region, '')) gpu_key, coalesce(region, ''), gpu_model
      FROM after_rows r
     WHERE listed AND NOT EXISTS (
       SELECT FROM market_counts m WHERE m.gpu_key = r.gpu_key AND m.region = coalesce(r.region, ''))
    ON CONFLICT DO NOTHING;
  END IF;
  IF tg_op = 'INSERT' THEN
    INSERT INTO market_count_changes (gpu_key, region, total_gpus, available_gpus, offers)
    SELECT gpu_key, coalesce(region, ''), sum(total_gpus), sum(CASE WHEN rentable THEN free_gpus ELSE 0 END), count(*)
      FROM after_rows WHERE listed GROUP BY 1, 2;
  ELSIF tg_op = 'DELETE' THEN
    INSERT INTO market_count_changes (gpu_key, region, total_gpus, available_gpus, offers)
    SELECT gpu_key, coalesce(region, ''), -sum(total_gpus), -sum(CASE WHEN rentable THEN free_gpus ELSE 0 END), -count(*)
      FROM before_rows WHERE listed GROUP BY 1, 2;
  ELSE
    INSERT INTO market_count_changes (gpu_key, region, total_gpus, available_gpus, offers)
    SELECT gpu_key, region, sum(total), sum(available), sum(one)
      FROM (
        SELECT gpu_key, coalesce(region, '') AS region, total_gpus AS total,
               CASE WHEN rentable THEN free_gpus ELSE 0 END AS available, 1 AS one
          FROM after_rows WHERE listed
        UNION ALL
        SELECT gpu_key, coalesce(region, ''), -total_gpus, -CASE WHEN rentable THEN free_gpus ELSE 0 END, -1
          FROM before_rows WHERE listed
      ) AS changes
     GROUP BY 1, 2 HAVING sum(total) <> 0 OR sum(available) <> 0 OR sum(one) <> 0;
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER offers_counted_insert AFTER INSERT ON offers
  REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION app.count_offers();
--> statement-breakpoint
CREATE TRIGGER offers_counted_update AFTER UPDATE ON offers
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION app.count_offers();
--> statement-breakpoint
CREATE TRIGGER offers_counted_delete AFTER DELETE ON offers
  REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION app.count_offers();
--> statement-breakpoint
UPDATE offers SET listed = true
 WHERE EXISTS (SELECT FROM nodes n WHERE n.cluster_id = offers.cluster_id AND n.name = offers.node_name AND n.approved_at IS NOT NULL);
