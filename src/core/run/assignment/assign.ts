import type { Tx } from '@/platform/db/types';
import type { Ctx } from '../context';
import type { Draft } from '../engine/draft';
import { readFilter } from '../engine/filter-parse';
import { firstFits } from '../engine/first-fits';
import type { Change } from '../engine/hooks';
import { shapeOf } from '../engine/write';
import { type Assigned, type Assignment, assignmentOf, type Target } from './stored';

/** A target with those of its people who are still there, whoever is in its teams among them. */
interface Way {
  /** Its rule; the company where no rule fits. */
  readonly rule_id: string;
  readonly filter: unknown;
  readonly to: Target;
}

/**
 * Gives an owner to new records that name none, before they are written: the first rule that fits and has somebody left decides, else
 * `otherwise`, else whoever makes it. Turns are taken in the transaction of the record, so one that is not stored has taken none.
 */
export async function assign(
  ctx: Ctx,
  tx: Tx,
  assigned: Assigned,
  changes: readonly Change[],
): Promise<void> {
  const open = changes.filter(
    ({ before, set }) => before === null && set.owner_id === undefined,
  ) as Draft[];
  if (open.length === 0) return;
  for (const { set } of open) set.owner_id = ctx.scope.user_id;
  const { rows } = await tx.run<Assignment>(assignmentOf(assigned, ctx.scope.company_id));
  if (!rows[0]) return;
  const ways = await waysOf(ctx, tx, rows[0]);
  const places = await firstFits(
    ctx,
    tx,
    await shapeOf(ctx, assigned.object),
    open,
    ways.map(({ filter }) => readFilter(filter, '', []) ?? { or: [] }),
  );
  const byWay = new Map<Way, Draft[]>();
  open.forEach((draft, at) => {
    const way = ways[places[at] ?? -1];
    if (way) byWay.set(way, [...(byWay.get(way) ?? []), draft]);
  });
  // In one order, so that two batches cannot wait for each other.
  const inOrder = [...byWay].sort(([a], [b]) => (a.rule_id < b.rule_id ? -1 : 1));
  for (const [way, drafts] of inOrder) {
    const owners = await ownersOf(ctx, tx, assigned, way, drafts.length);
    drafts.forEach((draft, at) => {
      if (owners[at]) draft.set.owner_id = owners[at];
    });
  }
}

/** The rules that have somebody left, then what happens where none fits, unless that is whoever makes the record. */
async function waysOf(ctx: Ctx, tx: Tx, { rules, otherwise }: Assignment): Promise<Way[]> {
  const { company_id } = ctx.scope;
  const last = { id: company_id, filter: {}, to: otherwise };
  const all = [...rules, last].map(({ id, filter, to }) => ({ rule_id: id, filter, to }));
  const { rows } = await tx.run<{ user_id: string; team_id: string | null }>({
    name: 'assignees',
    text:
      'select m.user_id, t.team_id from members m left join team_members t on t.company_id = m.company_id ' +
      'and t.user_id = m.user_id and t.team_id = any($3::uuid[]) ' +
      "where m.company_id = $1 and m.status = 'active' and (m.user_id = any($2::uuid[]) or t.team_id is not null) order by m.user_id",
    values: [
      company_id,
      [...new Set(all.flatMap(({ to }) => to.user_ids))],
      [...new Set(all.flatMap(({ to }) => to.team_ids ?? []))],
    ],
  });
  const active = new Set(rows.map(({ user_id }) => user_id));
  const inTeams = (ids: readonly string[]) =>
    rows.flatMap(({ user_id, team_id }) => (team_id && ids.includes(team_id) ? [user_id] : []));
  const peopleOf = ({ user_ids, team_ids = [] }: Target): string[] => [
    ...new Set([...user_ids.filter((id) => active.has(id)), ...inTeams(team_ids)]),
  ];
  return all
    .map((way) => ({ ...way, to: { ...way.to, user_ids: peopleOf(way.to) } }))
    .filter(({ to }) => to.kind === 'creator' || to.user_ids.length > 0);
}

/** Who gets the next `count` records, in their order; empty: whoever makes them. */
async function ownersOf(
  ctx: Ctx,
  tx: Tx,
  assigned: Assigned,
  way: Way,
  count: number,
): Promise<readonly string[]> {
  const { kind, user_ids } = way.to;
  const { singular } = assigned.object;
  if (kind === 'creator') return [];
  if (kind === 'fixed') return Array.from({ length: count }, () => user_ids[0] ?? '');
  const last = await takeTurn(ctx, tx, singular, way.rule_id);
  if (kind === 'least_open') return lightest(await openRecords(ctx, tx, assigned, user_ids), count);
  const start = user_ids.indexOf(last ?? '') + 1;
  const owners = Array.from(
    { length: count },
    (_, at) => user_ids[(start + at) % user_ids.length] ?? '',
  );
  await tx.run({
    name: `${singular}_turn_taken`,
    text: `update ${singular}_turns set last_user_id = $3 where company_id = $1 and rule_id = $2`,
    values: [ctx.scope.company_id, way.rule_id, owners.at(-1)],
  });
  return owners;
}

/** Locks the turn of a rule until the transaction ends, and says whose it was last. */
async function takeTurn(
  ctx: Ctx,
  tx: Tx,
  singular: string,
  rule_id: string,
): Promise<string | null> {
  const { rows } = await tx.run<{ last_user_id: string | null }>({
    name: `${singular}_turn`,
    text:
      `insert into ${singular}_turns (company_id, rule_id) values ($1, $2) ` +
      'on conflict (company_id, rule_id) do update set rule_id = excluded.rule_id returning last_user_id',
    values: [ctx.scope.company_id, rule_id],
  });
  return rows[0]?.last_user_id ?? null;
}

/** Records that somebody still has to do with, by owner, in the order of `user_ids`. */
async function openRecords(
  ctx: Ctx,
  tx: Tx,
  { object, open }: Assigned,
  user_ids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await tx.run<{ owner_id: string; count: number }>({
    name: `${object.singular}_loads`,
    text:
      `select owner_id, count(*)::int as count from ${object.name} where company_id = $1 and owner_id = any($2::uuid[]) ` +
      `and deleted_at is null and ${open} group by owner_id`,
    values: [ctx.scope.company_id, user_ids],
  });
  const counts = new Map(rows.map(({ owner_id, count }) => [owner_id, count]));
  return new Map(user_ids.map((id) => [id, counts.get(id) ?? 0]));
}

function lightest(loads: Map<string, number>, count: number): string[] {
  return Array.from({ length: count }, () => {
    const [first] = [...loads].sort((a, b) => a[1] - b[1]);
    const id = first?.[0] ?? '';
    loads.set(id, (loads.get(id) ?? 0) + 1);
    return id;
  });
}
