import type { Ctx } from '@/core/run/context';
import { mustHave } from '@/core/run/rights';
import { type Issue, notFound } from '@/core/shape/errors';
import type { ObjectDefinition } from '@/core/shape/object';
import type { Tx } from '@/platform/db/types';

/** A record as far as rights on it go. */
export interface Held {
  readonly id: string;
  readonly owner_id: string | null;
}

/** The object of that name; `refuse` says how wrong input is answered. 403 for one the caller may not read. */
export function objectNamed(
  ctx: Ctx,
  name: string,
  refuse: (issues: readonly Issue[]) => Error,
): ObjectDefinition {
  const object = ctx.app.registry.objects.get(name);
  const message = 'There is no object of this name.';
  if (!object) throw refuse([{ path: 'object', code: 'unknown_object', message }]);
  mustHave(ctx.principal, `${name}:read`);
  return object;
}

/** A record that the caller sees, in the bin or not; else 404. */
export async function seenRecord(
  ctx: Ctx,
  tx: Pick<Tx, 'run'>,
  object: ObjectDefinition,
  id: string,
): Promise<Held> {
  const owner = 'owner_id' in object.fields ? 'owner_id' : 'null::uuid as owner_id';
  const { rows } = await tx.run<Held>({
    text: `select id, ${owner} from ${object.name} where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0];
}
