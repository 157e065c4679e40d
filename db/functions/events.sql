-- Takes away up to `most` events of the company of the transaction below an id, and answers how many: what the retention of a
-- company does. Never those of the last three months, whoever asks.
create or replace function remove_events(below uuid, most int) returns int
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  months_ago constant text := lpad(to_hex((extract(epoch from now() - interval '3 months') * 1000)::bigint), 12, '0');
  bound constant uuid := least(below, (left(months_ago, 8) || '-' || right(months_ago, 4) || '-0000-0000-000000000000')::uuid);
  removed int;
begin
  delete from events where company_id = search_company() and id < bound
    and id in (select e.id from events e where e.company_id = search_company() and e.id < bound order by e.id limit most);
  get diagnostics removed = row_count;
  return removed;
end
$$;
