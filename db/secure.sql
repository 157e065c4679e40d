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

-- How far the rights of the caller go among the records of the company (docs/adr/0032-record-rights.md). The application says it
-- in `ambit.sees` when a member does not see every record; empty, everything of the company is seen. Its JSON names per object
-- whose records are seen, `reach: {deals: "team"}`, the people behind each word, `team: [user ids]`, and `shared`: to whom records
-- are shared that the caller sees, oneself and one's teams. Every statement works these out, so the JSON is small and is read no more
-- often than needed: without `offset 0` it would be parsed wherever it is looked into.
create or replace function seen_owners(an_object text) returns uuid[]
language sql stable parallel safe
return (
  select case when s.sees -> 'reach' ? an_object
    then array(select jsonb_array_elements_text(s.sees -> (s.sees -> 'reach' ->> an_object))::uuid) end
  from (select nullif(current_setting('ambit.sees', true), '')::jsonb as sees offset 0) s);

-- Whether nobody's records of an object are kept from the caller for their owner.
create or replace function sees_all_of(an_object text) returns boolean
language sql stable parallel safe
return coalesce(not (nullif(current_setting('ambit.sees', true), '')::jsonb -> 'reach' ? an_object), true);

create or replace function seen_shares() returns uuid[]
language sql stable parallel safe
return array(select jsonb_array_elements_text(nullif(current_setting('ambit.sees', true), '')::jsonb -> 'shared')::uuid);

create or replace function sees_everything() returns boolean
language sql stable parallel safe
return coalesce(current_setting('ambit.sees', true), '') = '';

-- Private records (docs/adr/0037-private-records.md): who has no right to see those of others carries `hides_private` as well, from the
-- moment on that the company has any.
create or replace function sees_private() returns boolean
language sql stable parallel safe
return coalesce(not (nullif(current_setting('ambit.sees', true), '')::jsonb ? 'hides_private'), true);

-- Ids of private records that the caller does not see, for what hangs on them. It belongs to the search role like other functions that
-- see more than their caller, and is made here because the policies below need it.
grant create on schema public to :"search";
set local role :"search";
create or replace function hidden_records(an_object text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public
as $$
begin
  if an_object not in ('accounts', 'contacts', 'leads', 'deals') then
    raise exception 'nothing hangs on %', an_object;
  end if;
  return query execute format('select r.id from %I r where r.company_id = $1 and r.private and r.owner_id is distinct from $2
    and r.id not in (select s.record_id from record_shares s where s.company_id = $1 and s.object = %L and s.grantee_id = any ($3))', an_object, an_object)
  using nullif(current_setting('ambit.company_id', true), '')::uuid, nullif(current_setting('ambit.user_id', true), '')::uuid, seen_shares();
end
$$;
set local role :"owner";
revoke create on schema public from :"search";

-- Once a company has private records, the rights of its members are compiled with them in mind.
create or replace function note_private_record() returns trigger
language plpgsql set search_path = pg_catalog, public
as $$
begin
  update companies set private_records = true where id = new.company_id and not private_records;
  return null;
end
$$;

-- What a member does not see is not there, whatever statement asks for it. A record is seen through its owner, when it is shared,
-- and through what `links` name: whoever sees a deal sees its activities. Parts have no owner of their own that counts: they are
-- seen with the whole, and by who made them. The list repeats what the objects say; tests/contract/record-rights.test.ts holds it
-- against them.
do $$
declare
  r record;
  ways text[];
  open text[];
  policy text;
begin
  for r in
    select * from (values
      ('accounts', 'record', '{}'::text[]),
      ('contacts', 'record', '{}'),
      ('leads', 'record', '{}'),
      ('deals', 'record', '{}'),
      ('activities', 'record', '{{account_id,accounts},{contact_id,contacts},{deal_id,deals},{lead_id,leads}}'),
      ('notes', 'record', '{{account_id,accounts},{contact_id,contacts},{deal_id,deals},{lead_id,leads}}'),
      ('tasks', 'record', '{{account_id,accounts},{contact_id,contacts},{deal_id,deals},{lead_id,leads}}'),
      ('quotes', 'part', '{{deal_id,deals}}'),
      ('deal_contacts', 'part', '{{deal_id,deals}}'),
      ('deal_items', 'part', '{{deal_id,deals}}'),
      ('deal_checks', 'part', '{{deal_id,deals}}'),
      ('comments', 'part', '{{note_id,notes},{activity_id,activities},{task_id,tasks},{account_id,accounts},{contact_id,contacts},{deal_id,deals},{lead_id,leads}}'),
      ('files', 'part', '{{contact_id,contacts},{account_id,accounts},{lead_id,leads},{deal_id,deals},{quote_id,quotes},{product_id,products},{task_id,tasks},{activity_id,activities},{note_id,notes}}'),
      -- What modules keep of records beside them.
      ('deal_stages', 'side', '{{deal_id,deals}}'),
      ('deal_snapshots', 'side', '{{deal_id,deals}}'),
      ('quote_items', 'side', '{{quote_id,quotes}}'),
      ('quote_links', 'side', '{{quote_id,quotes}}'),
      ('meeting_invitations', 'side', '{{activity_id,activities}}')
    ) as x (name, kind, links)
  loop
    ways := case when r.kind = 'record' then array[
      format('(select sees_all_of(%L))', r.name),
      format('owner_id = any ((select seen_owners(%L))::uuid[])', r.name),
      format('id in (select s.record_id from record_shares s where s.company_id = nullif(current_setting(''ambit.company_id'', true), '''')::uuid
        and s.object = %L and s.grantee_id = any ((select seen_shares())::uuid[]))', r.name)]
    else array['(select sees_everything())'] end;
    if r.kind = 'part' and exists (select from pg_attribute where attrelid = r.name::regclass and attname = 'owner_id' and not attisdropped) then
      ways := ways || 'owner_id = nullif(current_setting(''ambit.user_id'', true), '''')::uuid'::text;
    end if;
    for i in 1 .. coalesce(array_length(r.links, 1), 0) loop
      ways := ways || format('(%1$I.%2$I is not null and exists (select from %3$I p where p.company_id = %1$I.company_id and p.id = %1$I.%2$I))',
        r.name, r.links[i][1], r.links[i][2]);
    end loop;
    policy := array_to_string(ways, ' or ');
    if r.kind = 'record' then
      -- A private record is its owner's and theirs whom it is shared with; nor is seen what others wrote down about one.
      open := array['not private'];
      for i in 1 .. coalesce(array_length(r.links, 1), 0) loop
        open := open || format('(%1$I is null or %1$I not in (select hidden_records(%2$L)))', r.links[i][1], r.links[i][2]);
      end loop;
      policy := format('(%s) and ((select sees_private()) or owner_id = nullif(current_setting(''ambit.user_id'', true), '''')::uuid or (%s) or %s)',
        policy, array_to_string(open, ' and '), ways[3]);
      execute format('create index if not exists %I on %I (company_id) where private', r.name || '_private_idx', r.name);
      execute format('create or replace trigger note_private after insert or update of private on %I
        for each row when (new.private) execute function note_private_record()', r.name);
    end if;
    execute format('create policy record_rights on %I as restrictive for select to :"app" using (%s)', r.name, policy);
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
grant select, insert, update, delete on users, sessions, sign_in_accounts, verifications, totp_secrets, recovery_codes, passkeys, sso_routes to :"auth";

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

-- What hidden_records looks at.
grant select (company_id, object, record_id, grantee_id) on record_shares to :"search";
create policy hidden_records on record_shares for select to :"search" using (true);
do $$
declare
  name text;
begin
  foreach name in array array['accounts', 'contacts', 'leads', 'deals'] loop
    execute format('grant select (company_id, id, owner_id, private) on %I to :"search"', name);
    execute format('create policy hidden_records on %I for select to :"search" using (private)', name);
  end loop;
end
$$;

-- Every process checks the version of the schema before it serves.
grant select on schema_migrations, schema_state to :"app", :"auth", :"relay";

-- Rights that administrators composed, for finding out who may do what at the sign-in.
grant select on roles, member_roles, teams, team_members to :"auth";
create policy sign_in on roles for select to :"auth" using (true);
create policy sign_in on member_roles for select to :"auth" using (true);
create policy sign_in on teams for select to :"auth" using (true);
create policy sign_in on team_members for select to :"auth" using (true);

-- Whether the connection that a session came by is still on, and who answers for it; never its secret.
grant select (company_id, id, active, vouched_role) on sso_connections to :"auth";
create policy sign_in on sso_connections for select to :"auth" using (true);
