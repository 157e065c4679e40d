import type { Statement, Tx } from '@/platform/db/types';
import type { Change, Ctx, Values } from '../context';

/** The keys of a record from its values in the API's shape; the same values always give the same keys. */
export type KeysOf = (values: Values) => readonly string[];

/** Longest key; what is longer tells no two records apart in practice. */
const longest = 400;

/** A key of a record. */
export interface MatchKey {
  readonly key: string;
  readonly id: string;
}

/** The keys that records get and lose by what is about to be written. */
export function keyChanges(
  keysOf: KeysOf,
  changes: readonly Change[],
): { readonly put: readonly MatchKey[]; readonly drop: readonly MatchKey[] } {
  const put: MatchKey[] = [];
  const drop: MatchKey[] = [];
  for (const { id, before, set } of changes) {
    const after = new Set(usable(keysOf(before ? { ...before, ...set } : set)));
    const old = new Set(before ? usable(keysOf(before)) : []);
    for (const key of after) if (!old.has(key)) put.push({ key, id });
    for (const key of old) if (!after.has(key)) drop.push({ key, id });
  }
  return { put, drop };
}

/** The statement that takes keys away. */
export const dropKeys = (
  company_id: string,
  object: string,
  keys: readonly MatchKey[],
): Statement => ({
  text:
    'delete from match_keys m using unnest($3::text[], $4::uuid[]) as d(key, id) ' +
    'where m.company_id = $1 and m.object = $2 and m.key = d.key collate "C" and m.record_id = d.id',
  values: [company_id, object, keys.map(({ key }) => key), keys.map(({ id }) => id)],
});

const usable = (keys: readonly string[]): string[] => keys.map((key) => key.slice(0, longest));

/** Live records by key, the oldest first where several share one. */
export async function findByKeys(
  ctx: Ctx,
  tx: Tx,
  object: string,
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (keys.length === 0) return found;
  const { rows } = await tx.run<{ key: string; id: string }>({
    name: `find_by_keys_${object}`,
    text:
      `select m.key, m.record_id as id from match_keys m join ${object} t on t.company_id = m.company_id and t.id = m.record_id ` +
      `where m.company_id = $1 and m.object = '${object}' and m.key = any($2::text[]) and t.deleted_at is null order by m.record_id`,
    values: [ctx.scope.company_id, [...new Set(usable(keys))]],
  });
  for (const { key, id } of rows) found.set(key, [...(found.get(key) ?? []), id]);
  return found;
}
