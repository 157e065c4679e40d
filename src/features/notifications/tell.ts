import { seenByOther } from '@/core/run/about-records';
import type { Ctx } from '@/core/run/context';
import { enqueueAll, systemActor } from '@/core/run/jobs/job';
import { personalChannel } from '@/core/run/personal';
import { seesOf } from '@/core/run/reach';
import type { RoleName } from '@/identity/permissions';
import { type Composed, composedSql, grantsOf } from '@/identity/roles/composed';
import type { Granted } from '@/identity/roles/rights';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { mailJob } from './mail-job';
import { preferencesOf } from './preferences';
import { type Kind, mayGet, readableObjects } from './shapes';
import { newsOf, oneAtATime, unreadBy } from './unread';

/** Something one person is to be told. */
export interface Telling {
  readonly user_id: string;
  readonly kind: Kind;
  readonly object: string;
  readonly record_id: string | null;
  readonly event_id: string | null;
  readonly actor_id: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Once per person: what comes again under it is counted instead, and no longer about one record. */
  readonly dedupe_key: string;
}

/** How long a mail at once waits for what belongs to it, ms: a bulk change tells the same again and again. */
const settling = 10_000;

interface Added {
  readonly id: string;
  readonly user_id: string;
  readonly kind: Kind;
  readonly mail: string;
  readonly in_app: boolean;
  readonly fresh: boolean;
}

/**
 * Tells people in the caller's transaction: only members who may read what it is about, who have not muted the record, and
 * by the ways they chose. Mails follow by a job.
 */
export async function tell(ctx: Ctx, tx: Tx, list: readonly Telling[]): Promise<void> {
  const { app, scope } = ctx;
  const { company_id } = scope;
  const users = [...new Set(list.map(({ user_id }) => user_id))];
  if (users.length === 0) return;
  const rights = await rightsOf(ctx, tx, users);
  const preferences = await preferencesOf(tx, company_id, users);
  const muted = await mutedBy(tx, company_id, list);
  const allowed = list.filter(({ user_id, object, record_id, kind }) => {
    const right = rights.get(user_id);
    return (
      right?.objects.has(object) &&
      mayGet(kind, right.permissions) &&
      !muted.has(`${user_id} ${record_id}`)
    );
  });
  const seen = await seenBy(ctx, tx, rights, allowed);
  const told = seen.flatMap((one) => ofSeenFields(one, rights.get(one.user_id)));
  const rows = merged(told).flatMap((row) => {
    const channels = preferences.get(row.user_id)?.kinds[row.kind];
    return channels && (channels.in_app || channels.mail !== 'off')
      ? [{ ...row, ...channels, id: newId() }]
      : [];
  });
  if (rows.length === 0) return;
  await oneAtATime(tx, company_id, [...new Set(rows.map(({ user_id }) => user_id))]);
  const { rows: added } = await tx.run<Added>({
    name: 'tell',
    text:
      'insert into notifications as n (company_id, id, user_id, kind, object, record_id, event_id, actor_id, count, data, dedupe_key, in_app, mail) ' +
      'select $1, r.id, r.user_id, r.kind, r.object, r.record_id, r.event_id, r.actor_id, r.count, coalesce(r.data, jsonb_build_object()), r.dedupe_key, r.in_app, r.mail ' +
      'from jsonb_to_recordset($2::jsonb) as r(id uuid, user_id uuid, kind text, object text, record_id uuid, event_id uuid, actor_id uuid, ' +
      'count int, data jsonb, dedupe_key text, in_app bool, mail text) order by r.user_id, r.dedupe_key ' +
      'on conflict (company_id, user_id, dedupe_key) do update set count = n.count + excluded.count, data = n.data || excluded.data, ' +
      'record_id = case when n.record_id = excluded.record_id then n.record_id end ' +
      'returning n.id, n.user_id, n.kind, n.mail, n.in_app, (xmax = 0) as fresh',
    values: [company_id, JSON.stringify(rows)],
  });
  const fresh = added.filter((row) => row.fresh);
  const toMail = new Set(fresh.filter(({ mail }) => mail === 'at_once').map((row) => row.user_id));
  await enqueueAll(
    tx,
    systemActor(app, company_id, ctx.origin.request_id),
    mailJob,
    [...toMail].map((user_id) => ({
      input: { user_id, mode: 'at_once' as const },
      due_at: new Date(app.clock.now().getTime() + settling),
    })),
  );
  const shown = fresh.filter(({ in_app }) => in_app);
  if (shown.length === 0) return;
  const people = [...new Set(shown.map(({ user_id }) => user_id))].map((user_id) => ({
    user_id,
    objects: rights.get(user_id)?.objects ?? new Set<string>(),
  }));
  const unread = await unreadBy(tx, company_id, people);
  const news = shown.map(({ id, user_id, kind }) =>
    newsOf({ company_id, user_id }, { id, kind, unread: unread.get(user_id) ?? 0 }),
  );
  tx.afterCommit(() => app.bus.publish(personalChannel, { news }));
}

/** Without the names of fields that its reader does not see; nothing at all when it is of them alone. */
function ofSeenFields(one: Telling, right: Right | undefined): Telling[] {
  const rights = right?.fields?.[one.object];
  if (!rights) return [one];
  const { field, fields } = one.data as { field?: string; fields?: readonly string[] };
  if (field !== undefined && (rights[field] ?? 'read_only') !== 'read_only') return [];
  if (fields === undefined) return [one];
  const seen = fields.filter((name) => rights[name] !== 'hidden');
  return seen.length === 0 && fields.length > 0
    ? []
    : [{ ...one, data: { ...one.data, fields: seen } }];
}

/** One row per person and key, since a statement may not change a row twice. */
function merged(list: readonly Telling[]): (Telling & { readonly count: number })[] {
  const rows = new Map<string, Telling & { readonly count: number }>();
  for (const one of list) {
    const key = `${one.user_id} ${one.dedupe_key}`;
    const known = rows.get(key);
    if (!known) rows.set(key, { ...one, count: 1 });
    else if (known.record_id === one.record_id)
      rows.set(key, { ...known, data: { ...known.data, ...one.data } });
    else rows.set(key, { ...known, record_id: null, count: known.count + 1 });
  }
  return [...rows.values()];
}

interface Right extends Granted {
  readonly objects: ReadonlySet<string>;
}

/** What active members may read; whoever is none any more is absent. */
async function rightsOf(ctx: Ctx, tx: Tx, users: readonly string[]): Promise<Map<string, Right>> {
  const { rows } = await tx.run<{ user_id: string; role: RoleName; composed: Composed | null }>({
    name: 'rights_to_be_told',
    text: `select m.user_id, m.role, ${composedSql} as composed from members m
      where m.company_id = $1 and m.user_id = any($2::uuid[]) and m.status = 'active'`,
    values: [ctx.scope.company_id, users],
  });
  const names = [...ctx.app.registry.objects.keys()];
  const grants = grantsOf(ctx.app.registry);
  return new Map(
    rows.map(({ user_id, role, composed }) => {
      const granted = grants(user_id, role, composed);
      return [
        user_id,
        { ...granted, objects: new Set(readableObjects(names, granted.permissions)) },
      ];
    }),
  );
}

/** Those of the list that are about what their readers see. */
async function seenBy(
  ctx: Ctx,
  tx: Tx,
  rights: ReadonlyMap<string, Right>,
  list: readonly Telling[],
): Promise<readonly Telling[]> {
  const kept: Telling[] = [];
  for (const user_id of new Set(list.map((one) => one.user_id))) {
    const own = list.filter((one) => one.user_id === user_id);
    const sees = seesOf(user_id, rights.get(user_id)?.reach ?? null);
    kept.push(...(await seenByOther(ctx, tx, { ...ctx.scope, user_id, sees }, own)));
  }
  return kept;
}

async function mutedBy(
  tx: Tx,
  company_id: string,
  list: readonly Telling[],
): Promise<ReadonlySet<string>> {
  const records = [...new Set(list.map(({ record_id }) => record_id))];
  const { rows } = await tx.run<{ pair: string }>({
    name: 'muted_records',
    text: `select user_id || ' ' || record_id as pair from follows where company_id = $1 and record_id = any($2::uuid[]) and muted`,
    values: [company_id, records],
  });
  return new Set(rows.map(({ pair }) => pair));
}
