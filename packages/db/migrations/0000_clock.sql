CREATE SCHEMA IF NOT EXISTS app;
--> statement-breakpoint
CREATE TABLE app.clock (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  chain_id integer,
  offset_s numeric NOT NULL DEFAULT 0,
  CONSTRAINT clock_moves_only_locally CHECK (offset_s = 0 OR chain_id IS NOT DISTINCT FROM 31337)
);
--> statement-breakpoint
INSERT INTO app.clock (single) VALUES (true);
--> statement-breakpoint
CREATE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS
$$ SELECT clock_timestamp() + make_interval(secs => (SELECT offset_s::double precision FROM app.clock)) $$;
--> statement-breakpoint
CREATE FUNCTION app.advance(seconds numeric) RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS
$$
BEGIN
  IF seconds < 0 THEN
    RAISE EXCEPTION 'the clock only moves forward';
  END IF;
  UPDATE app.clock SET offset_s = offset_s + seconds;
  RETURN app.now();
END
$$;
