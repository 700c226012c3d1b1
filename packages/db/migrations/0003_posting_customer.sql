ALTER TABLE "postings" ADD COLUMN "customer" text;--> statement-breakpoint
CREATE INDEX "postings_charges" ON "postings" USING btree ("customer","id") WHERE "postings"."kind" in ('charge', 'fee');