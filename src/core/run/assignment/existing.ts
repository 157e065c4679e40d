import { z } from 'zod';
import type { Statement, Tx } from '@/platform/db/types';
import { type Issue, invalid } from '../../shape/errors';
import type { Ctx, Values } from '../context';
import type { FilterNode } from '../engine/filter-parse';
import { testsOf } from '../engine/first-fits';
import { Parameters } from '../engine/parameters';
import { conditionsOf } from '../engine/select-ids';
import type { WriteShape } from '../engine/write-shape';
import { beyondReach } from '../reach';
import type { Dealer } from './dealer';
import type { Assigned } from './stored';
import type { Way } from './ways';

/** Which records that are there are given by the rules. */
export const wishShape = z.strictObject({
  /** `wrong_owner`: nobody's, or of somebody to whom their rule does not give; `without_owner`: nobody's, or of somebody who has left. */
  which: z.enum(['wrong_owner', 'without_owner', 'all']),
  filter: z.custom<FilterNode>(),
});
export type Wish = z.output<typeof wishShape>;

/** What the rules mean, once for a whole run or a part of it. */
export interface Walk {
  readonly shape: WriteShape;
  readonly assigned: Assigned;
  readonly ways: readonly Way[];
  readonly wish: Wish;
}

/** A record that its rule gives to somebody. */
export interface Open {
  readonly id: string;
  readonly owner_id: string | null;
  readonly way: Way;
}

type Found = Values & Pick<Open, 'id' | 'owner_id'> & { readonly place: number };

/**
 * The next records that somebody still has to do with and that the rules give, in the order of their ids, beyond `after`: those of a
 * rule that leaves them to whoever made them stay as they are. `beyond` are those the caller's right to change does not reach.
 */
export async function nextOpen(
  ctx: Ctx,
  tx: Tx,
  walk: Walk,
  after: string | null,
  limit: number,
  lock: boolean,
): Promise<{ open: Open[]; beyond: string[]; last: string | null; more: boolean }> {
  const { rows } = await tx.run<Found>(selectOpen(ctx, walk, after, limit, lock));
  const far = new Set(await beyondReach(ctx, tx, walk.assigned.object, 'update', rows));
  const open = rows.flatMap((row): Open[] => {
    const way = walk.ways[row.place];
    return way && !far.has(row) ? [{ id: row.id, owner_id: row.owner_id, way }] : [];
  });
  const beyond = rows.filter((row) => far.has(row)).map(({ id }) => id);
  return { open, beyond, last: rows.at(-1)?.id ?? after, more: rows.length === limit };
}

/** How many records `nextOpen` goes through. 422 for a filter that could not run. */
export async function countOpen(ctx: Ctx, tx: Tx, walk: Walk): Promise<number> {
  const { from, parameters } = openSql(ctx, walk);
  const text = `select count(*)::int as total ${from}`;
  const { rows } = await tx.run<{ total: number }>({ text, values: parameters.values });
  return rows[0]?.total ?? 0;
}

/** Records with the owners that a dealer gives them, in their order. */
export const deal = (dealer: Dealer, open: readonly Open[]) =>
  open.flatMap(({ id, owner_id, way }) => {
    const to = dealer.next(way, owner_id);
    return to === null || to === owner_id ? [] : [{ id, way, from: owner_id, to }];
  });

function selectOpen(
  ctx: Ctx,
  walk: Walk,
  after: string | null,
  limit: number,
  lock: boolean,
): Statement {
  const { from, parameters } = openSql(ctx, walk);
  const beyond = after === null ? '' : ` and t.id > ${parameters.add(after, 'uuid')}`;
  const text = `select t.id, t.owner_id, r.place ${from}${beyond} order by t.id limit ${limit}`;
  return { text: lock ? `${text} for no key update of t` : text, values: parameters.values };
}

function openSql(ctx: Ctx, { shape, assigned, ways, wish }: Walk) {
  const parameters = new Parameters(ctx.scope.company_id);
  const issues: Issue[] = [];
  const filters = ways.map(({ filter }) => filter);
  const cases = testsOf(ctx, shape, filters, parameters).map((test, place) => {
    const { kind, user_ids } = ways[place]?.to ?? { kind: 'creator', user_ids: [] };
    if (kind === 'creator') return `when ${test} then null`;
    // Whoever has it already keeps it, unless everything is given anew.
    if (wish.which === 'all' && kind !== 'fixed') return `when ${test} then ${place}`;
    const theirs = `t.owner_id = any(${parameters.add(user_ids, 'uuid[]')})`;
    return `when ${test} then case when ${theirs} then null else ${place} end`;
  });
  const matching = { filter: wish.filter, words: [] };
  const conditions = [
    ...conditionsOf(ctx, shape, matching, parameters, issues),
    assigned.open,
    'r.place is not null',
    ...(wish.which === 'without_owner' ? [`(t.owner_id is null or not ${active})`] : []),
  ];
  if (issues.length > 0) throw invalid(issues);
  const place = cases.length > 0 ? `case ${cases.join(' ')} end` : 'null::int';
  const from = `from ${shape.object.name} t cross join lateral (select ${place} as place) r where ${conditions.join(' and ')}`;
  return { from, parameters };
}

const active = `exists (select from members m where m.company_id = $1 and m.user_id = t.owner_id and m.status = 'active')`;
