ALTER TABLE "scim_groups" ADD COLUMN "team_id" uuid;

ALTER TABLE "api_keys" ADD COLUMN "secret_scopes" text[];

ALTER TABLE "companies" ADD COLUMN "private_records" boolean DEFAULT false NOT NULL;

ALTER TABLE "accounts" ADD COLUMN "private" boolean DEFAULT false NOT NULL;

ALTER TABLE "activities" ADD COLUMN "private" boolean DEFAULT false NOT NULL;

ALTER TABLE "notes" ADD COLUMN "private" boolean DEFAULT false NOT NULL;

ALTER TABLE "contacts" ADD COLUMN "private" boolean DEFAULT false NOT NULL;

ALTER TABLE "deals" ADD COLUMN "private" boolean DEFAULT false NOT NULL;

ALTER TABLE "leads" ADD COLUMN "private" boolean DEFAULT false NOT NULL;

ALTER TABLE "tasks" ADD COLUMN "private" boolean DEFAULT false NOT NULL;

ALTER TABLE "scim_groups" ADD CONSTRAINT "scim_groups_company_id_team_id_teams_company_id_id_fk" FOREIGN KEY ("company_id","team_id") REFERENCES "public"."teams"("company_id","id") ON DELETE no action ON UPDATE no action;

CREATE INDEX "scim_groups_team" ON "scim_groups" USING btree ("company_id","team_id");
