import type { Tx } from '@/platform/db/types';
import type { Ctx } from '../context';
import { type Assigned, takesTurns } from './stored';
import type { Way } from './ways';

/**
 * Gives one record after the other to people by the ways it was opened for. What it knows, whose turn it was and who has how much,
 * it carries on from record to record, so that a thousand at once go where a thousand one by one would.
 */
export class Dealer {
  private readonly dealt = new Set<string>();

  constructor(
    /** Whose turn it was last, by rule. */
    private readonly last: Map<string, string | null>,
    /** How many records people have to do with, who can get some by their number. */
    private readonly loads: Map<string, number>,
  ) {}

  /** Who gets a record that `from` has; null: whoever makes it. */
  next({ rule_id, to: { kind, user_ids } }: Way, from: string | null): string | null {
    if (kind === 'creator') return null;
    this.count(from, -1);
    const to =
      kind === 'fixed'
        ? user_ids[0]
        : kind === 'least_open'
          ? this.lightest(user_ids)
          : user_ids[(user_ids.indexOf(this.last.get(rule_id) ?? '') + 1) % user_ids.length];
    if (to === undefined) return null;
    if (kind === 'round_robin') {
      this.last.set(rule_id, to);
      this.dealt.add(rule_id);
    }
    this.count(to, 1);
    return to;
  }

  /** Keeps whose turn it was, for the record after these. */
  async keep(ctx: Ctx, tx: Tx, { object: { singular } }: Assigned): Promise<void> {
    if (this.dealt.size === 0) return;
    const rules = [...this.dealt];
    await tx.run({
      name: `${singular}_turns_taken`,
      text:
        `update ${singular}_turns t set last_user_id = n.user_id from unnest($2::uuid[], $3::uuid[]) as n(rule_id, user_id) ` +
        'where t.company_id = $1 and t.rule_id = n.rule_id',
      values: [ctx.scope.company_id, rules, rules.map((id) => this.last.get(id))],
    });
  }

  private lightest(user_ids: readonly string[]): string | undefined {
    const loadOf = (id: string) => this.loads.get(id) ?? 0;
    return user_ids.reduce<string | undefined>(
      (best, id) => (best !== undefined && loadOf(best) <= loadOf(id) ? best : id),
      undefined,
    );
  }

  private count(user_id: string | null, by: number): void {
    const load = user_id === null ? undefined : this.loads.get(user_id);
    if (user_id !== null && load !== undefined) this.loads.set(user_id, load + by);
  }
}

/**
 * A dealer for these ways. Their turns stay locked until the transaction ends, so that each is taken once; `look` only reads them,
 * for what will not be kept.
 */
export async function openDealer(
  ctx: Ctx,
  tx: Tx,
  assigned: Assigned,
  ways: Iterable<Way>,
  look = false,
): Promise<Dealer> {
  const inTurn = [...new Set(ways)].filter(({ to }) => takesTurns(to));
  // In one order, so that two batches cannot wait for each other.
  const rules = inTurn.map(({ rule_id }) => rule_id).sort();
  const people = inTurn.flatMap(({ to }) => (to.kind === 'least_open' ? to.user_ids : []));
  const last = rules.length > 0 ? await turnsOf(ctx, tx, assigned, rules, look) : [];
  const loads = people.length > 0 ? await openRecords(ctx, tx, assigned, people) : [];
  return new Dealer(new Map(last), new Map(loads));
}

type Turn = readonly [rule_id: string, last_user_id: string | null];

async function turnsOf(
  ctx: Ctx,
  tx: Tx,
  { object: { singular } }: Assigned,
  rules: readonly string[],
  look: boolean,
): Promise<Turn[]> {
  const turns = `${singular}_turns`;
  const { rows } = await tx.run<{ rule_id: string; last_user_id: string | null }>({
    name: look ? `${turns}_seen` : `${turns}_locked`,
    text: look
      ? `select rule_id, last_user_id from ${turns} where company_id = $1 and rule_id = any($2::uuid[])`
      : `insert into ${turns} (company_id, rule_id) select $1, r from unnest($2::uuid[]) r order by r ` +
        'on conflict (company_id, rule_id) do update set rule_id = excluded.rule_id returning rule_id, last_user_id',
    values: [ctx.scope.company_id, rules],
  });
  return rows.map(({ rule_id, last_user_id }) => [rule_id, last_user_id]);
}

/** Records that somebody still has to do with, by owner; none is 0. */
async function openRecords(
  ctx: Ctx,
  tx: Tx,
  { object, open }: Assigned,
  user_ids: readonly string[],
): Promise<[string, number][]> {
  const { rows } = await tx.run<{ owner_id: string; count: number }>({
    name: `${object.singular}_loads`,
    text:
      `select owner_id, count(*)::int as count from ${object.name} where company_id = $1 and owner_id = any($2::uuid[]) ` +
      `and deleted_at is null and ${open} group by owner_id`,
    values: [ctx.scope.company_id, [...new Set(user_ids)]],
  });
  const counts = new Map(rows.map(({ owner_id, count }) => [owner_id, count]));
  return user_ids.map((id) => [id, counts.get(id) ?? 0]);
}
