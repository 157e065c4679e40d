import type { Ctx } from '@/core/run/context';
import { compile } from '@/core/run/engine/compile';
import { titleSql } from '@/core/run/engine/masks';

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
  const parts: string[] = [];
  for (const [position, object] of [...wanted.keys()].entries()) {
    const ids = `any($${position + 2}::uuid[])`;
    parts.push(
      object === 'imports'
        ? `select id, file_name as title, false as deleted from imports where company_id = $1 and id = ${ids}`
        : `select t.id, ${titleSql(await compile({ app, scope, principal }, object), 't')} as title, t.deleted_at is not null as deleted
          from ${object} t where t.company_id = $1 and t.id = ${ids}`,
    );
  }
  const { rows } = await app.db.read<Titled>(scope, {
    text: parts.join(' union all '),
    values: [scope.company_id, ...wanted.values()],
  });
  return new Map(rows.map((row) => [row.id, row]));
}
