-- Row level security, policies and grants. Run by the migrator after the migrations, in the same transaction, whenever
-- this file changes; running it again changes nothing. `:"app"` and the like stand for the role names.

revoke all on schema public from public;
grant usage on schema public to :"app", :"auth", :"relay", :"search", :"backup";

-- Nobody keeps a right that is not given below. Partitions get none: a right on a partition reads around the policies
-- of its table.
revoke all on all tables in schema public from public, :"app", :"auth", :"relay", :"search", :"backup";
revoke all on all sequences in schema public from public, :"app", :"auth", :"relay", :"search", :"backup";

do $$
declare
  t record;
  p record;
  key text;
  inside text;
begin
  for t in
    select c.oid, c.relname as name, c.relispartition as is_partition,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped) as has_company
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  loop
    for p in select polname from pg_policy where polrelid = t.oid loop
      execute format('drop policy %I on %I', p.polname, t.name);
    end loop;
    if not t.is_partition then
      execute format('grant select on %I to :"backup"', t.name);
    end if;

    -- Tables of a company, and the companies themselves.
    key := case when t.name = 'companies' then 'id' when t.has_company then 'company_id' end;
    if key is not null then
      inside := format('%I = nullif(current_setting(''ambit.company_id'', true), '''')::uuid', key);
      execute format('alter table %I enable row level security', t.name);
      execute format('alter table %I force row level security', t.name);
      if not t.is_partition then
        execute format('create policy company_isolation on %I using (%s) with check (%s)', t.name, inside, inside);
        execute format('grant select, insert, update, delete on %I to :"app"', t.name);
      end if;
      execute format('create policy backup on %I for select to :"backup" using (true)', t.name);
    end if;
  end loop;
end
$$;

-- Companies and members: the sign-in reads them across companies and makes new ones. What else a new company needs it
-- writes as the app role, inside that company (src/identity/enter-company.ts).
revoke insert, delete on companies from :"app";
revoke delete on members from :"app";
grant select, insert, update on companies, members to :"auth";
create policy sign_in on companies to :"auth" using (true) with check (true);
create policy sign_in on members to :"auth" using (true) with check (true);

-- Global tables, seen by the sign-in alone. The list is db/global-tables.ts.
grant select, insert, update, delete on users, sessions, sign_in_accounts, verifications to :"auth";

-- The event log can be added to and read, never changed.
revoke update, delete on events from :"app";

-- Nor can what proves it.
revoke update, delete on event_seals, event_removals from :"app";

-- Retention goes through remove_events, which belongs to this role and leaves what is recent.
grant select, delete on events to :"search";
create policy retention on events to :"search" using (company_id = nullif(current_setting('ambit.company_id', true), '')::uuid);

-- Work across companies, by id only; what it means is read inside the company.
grant select on outbox to :"relay";
create policy relay on outbox for select to :"relay" using (true);
grant select (company_id, id, queue, kind, status, due_at, created_at, finished_at) on jobs to :"relay";
create policy relay on jobs for select to :"relay" using (true);
grant select, insert on schedules to :"relay";
create policy relay on schedules to :"relay" using (true) with check (true);
grant select (id) on companies to :"relay";
create policy relay on companies for select to :"relay" using (true);

-- The search functions run as this role and filter the company themselves: under a policy no text index could be used.
grant select on search_documents to :"search";
create policy search on search_documents for select to :"search" using (true);

-- Every process checks the version of the schema before it serves.
grant select on schema_migrations, schema_state to :"app", :"auth", :"relay";
