import type { Ctx } from '@/core/run/context';
import { type FilterNode, readFilter } from '@/core/run/engine/filter-parse';
import { whereSql } from '@/core/run/engine/filter-sql';
import { Parameters } from '@/core/run/engine/parameters';
import { shapeOf } from '@/core/run/engine/write';
import type { WriteShape } from '@/core/run/engine/write-shape';
import { addressOf } from '@/core/shape/countries';
import { customKey } from '@/core/shape/custom-field';
import type { Issue } from '@/core/shape/errors';
import type { ObjectDefinition } from '@/core/shape/object';
import { isId } from '@/platform/ids';

/** A place that names a member. */
export interface MemberUse {
  readonly path: string;
  readonly id: string;
}

type Condition = Extract<FilterNode, { readonly field: string }>;

/**
 * What is wrong with the filters of rules, and the members they name. They are read as a list reads them, but may ask only what a
 * record can say of itself before it is stored: neither its id nor its owner nor other records.
 */
export async function checkFilters(
  ctx: Ctx,
  object: ObjectDefinition,
  rules: readonly { readonly filter?: unknown }[],
): Promise<{ issues: Issue[]; members: MemberUse[] }> {
  const shape = await shapeOf(ctx, object);
  const issues: Issue[] = [];
  const members: MemberUse[] = [];
  rules.forEach(({ filter }, at) => {
    const node = readFilter(filter ?? {}, `rules.${at}.filter`, issues);
    if (!node) return;
    const conditions = conditionsIn(node);
    const strange = conditions.filter((one) => !isOwn(shape, one));
    for (const { at: path } of strange)
      issues.push({
        path,
        code: 'unknown_field',
        message: 'Rules ask only what a new record says.',
      });
    if (strange.length > 0) return;
    whereSql(ctx, shape.seen, node, new Parameters(ctx.scope.company_id), issues);
    for (const condition of conditions) members.push(...membersIn(shape, condition));
  });
  return { issues, members };
}

const conditionsIn = (node: FilterNode): Condition[] =>
  'field' in node ? [node] : ('and' in node ? node.and : node.or).flatMap(conditionsIn);

const customIn = ({ custom }: WriteShape, field: string) => custom.get(customKey(field) ?? '');

function isOwn(shape: WriteShape, { field }: Condition): boolean {
  const kind = shape.fields.get(addressOf(field) ?? field)?.field.kind;
  return customIn(shape, field) !== undefined || (kind !== undefined && kind !== 'user');
}

function membersIn(shape: WriteShape, { field, value, at }: Condition): MemberUse[] {
  if (customIn(shape, field)?.field.kind !== 'user') return [];
  return [value ?? []]
    .flat()
    .flatMap((id) => (typeof id === 'string' && isId(id) ? [{ path: at, id }] : []));
}
