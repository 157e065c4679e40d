import type { Ctx } from '@/core/run/context';

export interface Titled {
  readonly id: string;
  readonly title: string | null;
  readonly deleted: boolean;
}

/** Titles of records by id, those in the bin included; of objects the caller may read, and never of others. */
export async function titlesOf(
  { app, scope, principal }: Pick<Ctx, 'app' | 'scope' | 'principal'>,
  list: readonly { readonly object: string; readonly record_id: string | null }[],
): Promise<ReadonlyMap<string, Titled>> {
  const wanted = new Map<string, string[]>();
  for (const { object, record_id } of list) {
    if (record_id === null) continue;
    const isRecord = app.registry.objects.has(object);
    if (isRecord ? !principal.permissions.has(`${object}:read`) : object !== 'imports') continue;
    wanted.set(object, [...(wanted.get(object) ?? []), record_id]);
  }
  if (wanted.size === 0) return new Map();
  const parts = [...wanted.keys()].map((object, position) =>
    object === 'imports'
      ? `select id, file_name as title, false as deleted from imports where company_id = $1 and id = any($${position + 2}::uuid[])`
      : `select id, title, deleted_at is not null as deleted from ${object} where company_id = $1 and id = any($${position + 2}::uuid[])`,
  );
  const { rows } = await app.db.read<Titled>(scope, {
    text: parts.join(' union all '),
    values: [scope.company_id, ...wanted.values()],
  });
  return new Map(rows.map((row) => [row.id, row]));
}
