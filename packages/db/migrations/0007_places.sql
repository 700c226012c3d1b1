ALTER TABLE "offers" ADD COLUMN "country" text;--> statement-breakpoint
ALTER TABLE "market_count_changes" ADD COLUMN "country" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "market_counts" ADD COLUMN "country" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "market_counts" DROP CONSTRAINT "market_counts_gpu_key_region_pk";--> statement-breakpoint
ALTER TABLE "market_counts" ADD CONSTRAINT "market_counts_gpu_key_region_country_pk" PRIMARY KEY("gpu_key","region","country");--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.count_offers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
BEGIN
  IF tg_op <> 'DELETE' THEN
    INSERT INTO market_counts (gpu_key, region, country, gpu_type)
    SELECT DISTINCT ON (gpu_key, coalesce(region, ''), coalesce(country, ''))
           gpu_key, coalesce(region, ''), coalesce(country, ''), gpu_model
      FROM after_rows r
     WHERE listed AND NOT EXISTS (
       SELECT FROM market_counts m
        WHERE m.gpu_key = r.gpu_key AND m.region = coalesce(r.region, '') AND m.country = coalesce(r.country, ''))
    ON CONFLICT DO NOTHING;
  END IF;
  IF tg_op = 'INSERT' THEN
    INSERT INTO market_count_changes (gpu_key, region, country, total_gpus, available_gpus, offers)
    SELECT gpu_key, coalesce(region, ''), coalesce(country, ''), sum(total_gpus),
           sum(CASE WHEN rentable THEN free_gpus ELSE 0 END), count(*)
      FROM after_rows WHERE listed GROUP BY 1, 2, 3;
  ELSIF tg_op = 'DELETE' THEN
    INSERT INTO market_count_changes (gpu_key, region, country, total_gpus, available_gpus, offers)
    SELECT gpu_key, coalesce(region, ''), coalesce(country, ''), -sum(total_gpus),
           -sum(CASE WHEN rentable THEN free_gpus ELSE 0 END), -count(*)
      FROM before_rows WHERE listed GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO market_count_changes (gpu_key, region, country, total_gpus, available_gpus, offers)
    SELECT gpu_key, region, country, sum(total), sum(available), sum(one)
      FROM (
        SELECT gpu_key, coalesce(region, '') AS region, coalesce(country, '') AS country, total_gpus AS total,
               CASE WHEN rentable THEN free_gpus ELSE 0 END AS available, 1 AS one
          FROM after_rows WHERE listed
        UNION ALL
        SELECT gpu_key, coalesce(region, ''), coalesce(country, ''), -total_gpus,
               -CASE WHEN rentable THEN free_gpus ELSE 0 END, -1
          FROM before_rows WHERE listed
      ) AS changes
     GROUP BY 1, 2, 3 HAVING sum(total) <> 0 OR sum(available) <> 0 OR sum(one) <> 0;
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
UPDATE offers SET country = n.country FROM nodes n
 WHERE n.cluster_id = offers.cluster_id AND n.name = offers.node_name AND n.country IS NOT NULL;
