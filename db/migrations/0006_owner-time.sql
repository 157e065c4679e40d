CREATE INDEX "events_exchange_rates" ON "events" USING btree ("company_id","id") WHERE object = 'exchange_rates';

CREATE INDEX "accounts_owner_time_idx" ON "accounts" USING btree ("company_id","owner_id","created_at","id") WHERE deleted_at is null;

CREATE INDEX "contacts_owner_time_idx" ON "contacts" USING btree ("company_id","owner_id","created_at","id") WHERE deleted_at is null;

CREATE INDEX "deals_owner_time_idx" ON "deals" USING btree ("company_id","owner_id","created_at","id") WHERE deleted_at is null;

CREATE INDEX "leads_owner_time_idx" ON "leads" USING btree ("company_id","owner_id","created_at","id") WHERE deleted_at is null;
