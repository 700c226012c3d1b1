CREATE INDEX "rentals_customer_ended" ON "rentals" USING btree ("customer","ended_at") WHERE "rentals"."ended_at" is not null;--> statement-breakpoint
-- Every click and every end moves one offer, so that what counts it must be cheap: a row at a time, and only where a
-- counted figure moved. Many offers at once come and go by INSERT and DELETE, which count whole statements as before.
CREATE FUNCTION app.recount_offer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
BEGIN
  IF old.listed AND new.listed AND (old.gpu_key, coalesce(old.region, ''), coalesce(old.country, ''))
                                 = (new.gpu_key, coalesce(new.region, ''), coalesce(new.country, '')) THEN
    INSERT INTO market_count_changes (gpu_key, region, country, total_gpus, available_gpus, offers)
    VALUES (new.gpu_key, coalesce(new.region, ''), coalesce(new.country, ''), new.total_gpus - old.total_gpus,
            CASE WHEN new.rentable THEN new.free_gpus ELSE 0 END - CASE WHEN old.rentable THEN old.free_gpus ELSE 0 END, 0);
    RETURN NULL;
  END IF;
  IF old.listed THEN
    INSERT INTO market_count_changes (gpu_key, region, country, total_gpus, available_gpus, offers)
    VALUES (old.gpu_key, coalesce(old.region, ''), coalesce(old.country, ''), -old.total_gpus,
            -CASE WHEN old.rentable THEN old.free_gpus ELSE 0 END, -1);
  END IF;
  IF new.listed THEN
    INSERT INTO market_counts (gpu_key, region, country, gpu_type)
    VALUES (new.gpu_key, coalesce(new.region, ''), coalesce(new.country, ''), new.gpu_model) ON CONFLICT DO NOTHING;
    INSERT INTO market_count_changes (gpu_key, region, country, total_gpus, available_gpus, offers)
    VALUES (new.gpu_key, coalesce(new.region, ''), coalesce(new.country, ''), new.total_gpus,
            CASE WHEN new.rentable THEN new.free_gpus ELSE 0 END, 1);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
DROP TRIGGER offers_counted_update ON offers;
--> statement-breakpoint
CREATE TRIGGER offers_counted_update AFTER UPDATE ON offers FOR EACH ROW
  WHEN ((old.listed OR new.listed)
        AND (old.listed, old.rentable, old.free_gpus, old.total_gpus, old.gpu_key, old.region, old.country)
            IS DISTINCT FROM
            (new.listed, new.rentable, new.free_gpus, new.total_gpus, new.gpu_key, new.region, new.country))
  EXECUTE FUNCTION app.recount_offer();
