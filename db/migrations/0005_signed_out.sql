ALTER TABLE "members" ADD COLUMN "signed_out_at" timestamp (3) with time zone;
