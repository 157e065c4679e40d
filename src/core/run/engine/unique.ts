import type { Tx } from '@/platform/db/types';
import type { Ctx } from '../context';
import type { Draft } from './draft';
import { encode, keyColumn } from './kinds';
import { runWrite, taken } from './write';
import type { WriteShape } from './write-shape';

/**
 * Unique values against live records and against each other: 409, or an issue `taken` when `collect`. Two writers at
 * once are told apart by the unique index.
 */
export async function checkUnique(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  drafts: readonly Draft[],
  collect = false,
): Promise<void> {
  for (const name of shape.unique) {
    const field = shape.object.fields[name];
    const wanting = drafts.filter(
      (draft) => draft.set[name] !== undefined && draft.set[name] !== null,
    );
    if (!field || wanting.length === 0) continue;
    const column = keyColumn(name, field);
    const keyOf = (draft: Draft) =>
      String(encode(name, field, draft.set[name], ctx.principal.company)[column]);
    const rows = await runWrite<{ id: string; key: string }>(tx, shape, {
      text: `select id, ${column}::text as key from ${shape.object.name} where company_id = $1 and ${column}::text = any($2::text[]) and deleted_at is null`,
      values: [ctx.scope.company_id, wanting.map(keyOf)],
    });
    const owners = new Map(rows.map(({ id, key }) => [key, id]));
    for (const draft of wanting) {
      const key = keyOf(draft);
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, draft.id);
      else if (owner !== draft.id) {
        if (!collect) throw taken(draft.prefix + name);
        draft.issues.push({
          path: draft.prefix + name,
          code: 'taken',
          message: 'Another record has this value already.',
        });
      }
    }
  }
}
