import type { Ctx, Values } from '@/core/run/context';
import type { WriteShape } from '@/core/run/engine/write-shape';
import type { Tx } from '@/platform/db/types';

/**
 * A lead without the people who have left, as owner or in custom fields: nothing new names them. Then whoever converts is
 * the owner of what it becomes.
 */
export async function withActiveMembers(
  ctx: Ctx,
  run: Tx['run'],
  lead: Values,
  { custom: fields }: Pick<WriteShape, 'custom'>,
): Promise<Values> {
  const custom = (lead.custom ?? {}) as Values;
  const keys = [...fields].flatMap(([key, { custom: field }]) =>
    field?.kind === 'user' ? [key] : [],
  );
  const named = [lead.owner_id, ...keys.map((key) => custom[key])];
  const { rows } = await run<{ user_id: string }>({
    text: "select user_id from members where company_id = $1 and user_id = any($2::uuid[]) and status = 'active'",
    values: [ctx.scope.company_id, named.filter((id) => typeof id === 'string')],
  });
  const active = new Set<unknown>(rows.map(({ user_id }) => user_id));
  const kept = (id: unknown) => (active.has(id) ? id : null);
  return {
    ...lead,
    owner_id: kept(lead.owner_id),
    custom: { ...custom, ...Object.fromEntries(keys.map((key) => [key, kept(custom[key])])) },
  };
}
