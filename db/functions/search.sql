-- Search over search_documents. Under row level security no text index can be used, so these functions run as the search
-- role, which sees all rows; they take the company from the setting of the transaction and give back ids alone. What they
-- find is read again by the caller under the policies.
--
-- `patterns` are LIKE patterns of folded words, the longest first; a document matches when all of them do. The index
-- on (company_id, object, era, slot, body) answers rare words at once. For common ones documents are taken in eras (65,536 documents that were
-- written one after the other) and inside a dense one in slots (4,096), the newest first, so that no word costs much more than
-- another. Each function sets which kinds of scan it may use: the planner cannot know how common a word is in one company.

create or replace function search_company() returns uuid
language sql stable set search_path = pg_catalog, public
return nullif(current_setting('ambit.company_id', true), '')::uuid;

-- Whether the index can find the longest word: it needs three letters or digits in a row.
create or replace function search_indexable(patterns text[]) returns boolean
language sql immutable set search_path = pg_catalog, public
return patterns[1] ~ '[[:alnum:]]{3}';

-- Ids of all documents that match; none, with `complete` false, when there are more than `most` or the index cannot tell.
create or replace function search_hits(an_object text, patterns text[], most int, out ids uuid[], out complete boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public
set enable_seqscan = off
set enable_indexscan = off
set enable_indexonlyscan = off
set enable_bitmapscan = on
set max_parallel_workers_per_gather = 0
as $$
declare
  one constant text := patterns[1];
  two constant text := coalesce(patterns[2], '%');
begin
  ids := '{}';
  complete := search_indexable(patterns);
  if not complete then
    return;
  end if;
  -- The offset keeps conditions that other indexes could serve out of the choice of an index.
  ids := array(
    select d.record_id
    from (select * from search_documents s where s.company_id = search_company() and s.object = an_object and s.body like one and s.body like two offset 0) d
    where not d.deleted and d.body like all (patterns) limit most + 1);
  if cardinality(ids) > most then
    ids := '{}';
    complete := false;
  end if;
end
$$;

-- Ids of the matching documents among the newest `many` before a place, in the order of the list; how many were looked at, and the
-- highest slot met. Cheap whatever the words.
create or replace function search_recent(
  an_object text, patterns text[], before_at timestamptz, before_id uuid, many int, most int,
  out ids uuid[], out looked bigint, out top_slot int)
language sql stable security definer
set search_path = pg_catalog, public
set enable_seqscan = off
set enable_indexscan = on
set enable_indexonlyscan = on
set enable_bitmapscan = off
set max_parallel_workers_per_gather = 0
as $$
  with newest as materialized (
    select d.record_id, d.slot, d.body like all (patterns) as hit, row_number() over () as n
    from (
      select * from search_documents d
      where d.company_id = search_company() and d.object = an_object and not d.deleted
        and (d.created_at, d.record_id) < (before_at, before_id)
      order by d.created_at desc, d.record_id desc limit many
    ) d
  )
  select array(select record_id from newest where hit order by n limit most), count(*), max(slot) from newest
$$;

-- Ids of the `most` newest matching documents before a place, in the order of the list, by reading one document after the other:
-- for words too short for the index.
create or replace function search_in_order(an_object text, patterns text[], before_at timestamptz, before_id uuid, most int)
returns uuid[]
language sql stable security definer
set search_path = pg_catalog, public
set enable_seqscan = off
set enable_indexscan = on
set enable_bitmapscan = off
set max_parallel_workers_per_gather = 0
as $$
  select array(
    select d.record_id from search_documents d
    where d.company_id = search_company() and d.object = an_object and not d.deleted
      and (d.created_at, d.record_id) < (before_at, before_id) and d.body like all (patterns)
    order by d.created_at desc, d.record_id desc limit most)
$$;

-- The slot of the first document of an object.
create or replace function search_first_slot(an_object text) returns int
language sql stable security definer
set search_path = pg_catalog, public
set enable_seqscan = off
set enable_indexscan = on
set enable_indexonlyscan = on
set enable_bitmapscan = off
as $$
  select d.slot from search_documents d where d.company_id = search_company() and d.object = an_object and not d.deleted
  order by d.created_at, d.record_id limit 1
$$;

-- Matching documents between two places of the list that lie outside the slots from `below` (excluded) to `above`. Read from the index
-- alone but for the few there are.
create or replace function search_outside(
  an_object text, patterns text[], before_at timestamptz, before_id uuid, after_at timestamptz, after_id uuid, below int, above int)
returns table (id uuid, at timestamptz)
language sql stable security definer
set search_path = pg_catalog, public
set enable_seqscan = off
set enable_indexscan = on
set enable_indexonlyscan = on
set enable_bitmapscan = off
set max_parallel_workers_per_gather = 0
as $$
  with other as materialized (
    select d.record_id from search_documents d
    where d.company_id = search_company() and d.object = an_object and not d.deleted
      and (d.created_at, d.record_id) < (before_at, before_id) and (d.created_at, d.record_id) > (after_at, after_id)
      and (d.slot <= below or d.slot > above)
  )
  select d.record_id, d.created_at
  from other cross join lateral (
    select * from search_documents s
    where s.company_id = search_company() and s.object = an_object and s.record_id = other.record_id offset 0
  ) d
  where d.body like all (patterns)
$$;

-- Ids of the `most` newest matching documents before a place, in the order of the list.
create or replace function search_newest(an_object text, patterns text[], before_at timestamptz, before_id uuid, most int)
returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public
set enable_seqscan = off
set enable_indexscan = off
set enable_indexonlyscan = off
set enable_bitmapscan = on
set max_parallel_workers_per_gather = 0
as $$
declare
  company constant uuid := search_company();
  one constant text := patterns[1];
  two constant text := coalesce(patterns[2], '%');
  newest constant int := 1500; -- documents read before the index is asked
  few constant int := 2000; -- hits of an era that are all taken; with more of them it is dense
  recent record;
  asked_all boolean := false;
  found uuid[] := '{}';
  times timestamptz[] := '{}';
  ids uuid[];
  at timestamptz[];
  first_slot int;
  last_at timestamptz;
  last_id uuid;
begin
  recent := search_recent(an_object, patterns, before_at, before_id, newest, most);
  if cardinality(recent.ids) >= most or recent.looked < newest then
    return recent.ids;
  end if;
  if not search_indexable(patterns) then
    return search_in_order(an_object, patterns, before_at, before_id, most);
  end if;

  first_slot := search_first_slot(an_object);
  <<eras>>
  for era_now in reverse recent.top_slot >> 4 .. first_slot >> 4 loop
    -- Hits here and there, or none for long: probably there are few, and then all of them can be asked for at once.
    if not asked_all and (cardinality(found) > 0 or era_now <= (recent.top_slot >> 4) - 3) then
      asked_all := true;
      select array_agg(h.record_id), array_agg(h.created_at) into ids, at from (
        select d.record_id, d.created_at
        from (select * from search_documents s where s.company_id = company and s.object = an_object and s.body like one and s.body like two offset 0) d
        where not d.deleted and d.body like all (patterns)
          and (d.created_at, d.record_id) < (before_at, before_id) limit few) h;
      if coalesce(cardinality(ids), 0) < few then
        return array(select u.id from unnest(ids, at) as u (id, at) order by u.at desc, u.id desc limit most);
      end if;
    end if;
    -- The offset keeps conditions that other indexes could serve out of the choice of an index.
    select array_agg(h.record_id), array_agg(h.created_at) into ids, at from (
      select d.record_id, d.created_at
      from (
        select * from search_documents s
        where s.company_id = company and s.object = an_object and s.era = era_now and s.body like one and s.body like two offset 0
      ) d
      where not d.deleted and d.slot <= recent.top_slot and d.body like all (patterns)
        and (d.created_at, d.record_id) < (before_at, before_id) limit few) h;
    continue when ids is null;
    if cardinality(ids) < few then
      found := found || ids;
      times := times || at;
      if cardinality(found) >= most then
        first_slot := era_now << 4;
        exit eras;
      end if;
      continue;
    end if;
    for slot_now in reverse least(recent.top_slot, (era_now << 4) + 15) .. era_now << 4 loop
      select array_agg(d.record_id), array_agg(d.created_at) into ids, at
        from (
          select * from search_documents s
          where s.company_id = company and s.object = an_object and s.slot = slot_now and s.body like one and s.body like two offset 0
        ) d
        where not d.deleted and d.body like all (patterns)
          and (d.created_at, d.record_id) < (before_at, before_id);
      found := found || ids;
      times := times || at;
      if cardinality(found) >= most then
        first_slot := slot_now;
        exit eras;
      end if;
    end loop;
  end loop;

  -- Slots follow the order of writing, the list that of creation: a document of a slot not looked at can still come before the last.
  if cardinality(found) >= most then
    select u.at, u.id into last_at, last_id from unnest(found, times) as u (id, at)
      order by u.at desc, u.id desc offset most - 1 limit 1;
    select array_agg(o.id), array_agg(o.at) into ids, at
      from search_outside(an_object, patterns, before_at, before_id, last_at, last_id, first_slot - 1, recent.top_slot) o;
  else
    -- So few that all of them can be asked for.
    select array_agg(d.record_id), array_agg(d.created_at) into ids, at
      from (select * from search_documents s where s.company_id = company and s.object = an_object and s.body like one and s.body like two offset 0) d
      where not d.deleted and d.body like all (patterns)
        and (d.created_at, d.record_id) < (before_at, before_id) and (d.slot < (first_slot >> 4) << 4 or d.slot > recent.top_slot);
  end if;
  found := found || ids;
  times := times || at;
  return array(select u.id from unnest(found, times) as u (id, at) order by u.at desc, u.id desc limit most);
end
$$;

-- The best matches of one object: titles that begin with what was typed, in their order, then the newest. Words too short for the
-- index are looked for among the newest 1,500 only.
create or replace function search_best(an_object text, patterns text[], prefix text, prefix_end text, most int)
returns table (record_id uuid, place bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public
set enable_seqscan = off
set enable_indexscan = on
set enable_indexonlyscan = on
set enable_bitmapscan = off
set max_parallel_workers_per_gather = 0
as $$
declare
  found uuid[];
  others uuid[];
begin
  found := array(
    select d.record_id from search_documents d
    where d.company_id = search_company() and d.object = an_object and not d.deleted
      and d.title_key >= prefix and (prefix_end is null or d.title_key < prefix_end)
    order by d.title_key, d.record_id limit most);
  if cardinality(found) < most then
    others := case when search_indexable(patterns)
      then search_newest(an_object, patterns, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 2 * most)
      else (search_recent(an_object, patterns, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 1500, 2 * most)).ids
    end;
    found := found || array(
      select n.id from unnest(others) with ordinality as n (id, i)
      where n.id <> all (found) order by n.i limit most - cardinality(found));
  end if;
  return query select u.id, u.i from unnest(found) with ordinality as u (id, i);
end
$$;
