-- What the web process may do, and no more: it can click, stop and sign in, and cannot make money, blocks or intents.
-- A table that a page or the API needs later wants its grants in its own migration.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'worldland_web') THEN
    CREATE ROLE worldland_web NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  -- Roles belong to the server: another database of it was quicker.
  NULL;
END
$$;
--> statement-breakpoint
DO $$
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT worldland_web TO %I', current_user);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  -- Whoever made the role beforehand has said who may take it on.
  NULL;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public, app TO worldland_web;
--> statement-breakpoint
GRANT SELECT ON app.clock TO worldland_web;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION app.advance(numeric) FROM PUBLIC;
--> statement-breakpoint
GRANT SELECT ON allocations, chain_blocks, chain_state, clusters, grant_requests, heartbeats, images, ledger_accounts,
  market_count_changes, market_counts, node_joins, nodes, offer_prices, offers, postings, providers, quotes,
  rental_events, rental_pauses, rentals, reservations, session_grants, vault_events, vault_intents, vault_transactions
  TO worldland_web;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON api_keys, challenges, idempotency_keys, sessions TO worldland_web;
--> statement-breakpoint
GRANT INSERT ON grant_requests, node_joins, offer_prices, outbox, providers, rental_events, rental_pauses TO worldland_web;
--> statement-breakpoint
GRANT INSERT, UPDATE ON allocations, offers, quotes, rentals, reservations TO worldland_web;
--> statement-breakpoint
GRANT UPDATE (approved_at, maintenance_since) ON nodes TO worldland_web;
--> statement-breakpoint
GRANT UPDATE (line) ON node_joins TO worldland_web;
--> statement-breakpoint
GRANT UPDATE (name) ON providers TO worldland_web;
--> statement-breakpoint
-- What is sealed goes in and away; it is never read here.
GRANT INSERT, DELETE, SELECT (rental_id) ON rental_secrets TO worldland_web;
--> statement-breakpoint
-- An account's row is made empty and locked, never changed: the policies below say so.
GRANT INSERT, UPDATE (owner) ON ledger_accounts TO worldland_web;
--> statement-breakpoint
ALTER TABLE ledger_accounts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY everybody_else ON ledger_accounts USING (NOT pg_has_role(current_user, 'worldland_web', 'member'));
--> statement-breakpoint
CREATE POLICY web_reads ON ledger_accounts FOR SELECT TO worldland_web USING (true);
--> statement-breakpoint
CREATE POLICY web_opens ON ledger_accounts FOR INSERT TO worldland_web WITH CHECK (name = 'account:' || owner AND balance = 0);
--> statement-breakpoint
CREATE POLICY web_locks ON ledger_accounts FOR UPDATE TO worldland_web USING (true) WITH CHECK (false);
--> statement-breakpoint
-- A stop takes back what was planned and not signed; nothing else of an intent is ever the web's.
GRANT UPDATE (state) ON vault_intents TO worldland_web;
--> statement-breakpoint
ALTER TABLE vault_intents ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY everybody_else ON vault_intents USING (NOT pg_has_role(current_user, 'worldland_web', 'member'));
--> statement-breakpoint
CREATE POLICY web_reads ON vault_intents FOR SELECT TO worldland_web USING (true);
--> statement-breakpoint
CREATE POLICY web_cancels ON vault_intents FOR UPDATE TO worldland_web USING (state = 'planned') WITH CHECK (state = 'cancelled');
