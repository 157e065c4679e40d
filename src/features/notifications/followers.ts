import type { Tx } from '@/platform/db/types';

interface About {
  readonly object: string;
  readonly record_id: string | null;
}

/** Who follows records, by record: their owner unless they stopped, and whoever chose to. */
export async function followersOf(
  tx: Tx,
  company_id: string,
  records: readonly About[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await tx.run<{ record_id: string; user_id: string }>({
    name: 'followers_of',
    text:
      'with r as (select distinct * from unnest($2::text[], $3::uuid[]) as r(object, record_id)) ' +
      'select r.record_id, f.user_id from r join follows f on f.company_id = $1 and f.object = r.object and f.record_id = r.record_id and f.following ' +
      'union select r.record_id, d.owner_id from r join search_documents d on d.company_id = $1 and d.object = r.object and d.record_id = r.record_id ' +
      'left join follows f on f.company_id = $1 and f.object = r.object and f.record_id = r.record_id and f.user_id = d.owner_id ' +
      'where d.owner_id is not null and coalesce(f.following, true)',
    values: [company_id, records.map(({ object }) => object), records.map((one) => one.record_id)],
  });
  const followers = new Map<string, Set<string>>();
  for (const { record_id, user_id } of rows) {
    const known = followers.get(record_id);
    if (known) known.add(user_id);
    else followers.set(record_id, new Set([user_id]));
  }
  return followers;
}
