import { until } from '../process';
import { messageIdOf } from '../smtp';
import type { FaultHouse, Office } from './house';
import type { Tally } from './load';

/** What is true afterwards, against what callers were told. */
export interface Findings {
  /** Acknowledged and not there, or there without what follows from it. */
  readonly lost: string[];
  /** There, or done, more than once or without anybody having been told. */
  readonly doubled: string[];
}

/**
 * Resolves when nothing is left to do: no event waits and no job is open. Mails that wait for their next try are due now.
 * Throws after two minutes, with what is left.
 */
export async function settled({ admin }: FaultHouse, { company_id }: Office): Promise<void> {
  let left: unknown[] = [];
  const done = async () => {
    await admin.query(
      "update jobs set due_at = now() where company_id = $1 and status = 'queued' and due_at > now() and kind in ('emails.send', 'notifications.mail')",
      [company_id],
    );
    const { rows } = await admin.query(
      `select kind, status, count(*)::int, min(due_at - now()) as due from jobs where company_id = $1 and status in ('queued', 'running') group by 1, 2
       union all select 'outbox', '', count(*)::int, null from outbox where company_id = $1 having count(*) > 0
       union all select 'delivery', status, count(*)::int, min(next_at - now()) from webhook_deliveries where company_id = $1 and status <> 'delivered' group by 2`,
      [company_id],
    );
    left = rows;
    return rows.length === 0;
  };
  await until(done, 120_000, 'all work is done').catch((error: Error) => {
    throw new Error(`${error.message}; left: ${JSON.stringify(left)}`);
  });
}

interface Row {
  readonly name: string;
  readonly id: string;
  readonly events: number;
  readonly documents: number;
  readonly told: number;
  readonly mailed: number;
  readonly deliveries: number;
}

/** Holds the contacts of one fault, and what had to follow from each, against what its callers were told. */
export async function checkContacts(
  house: FaultHouse,
  { company_id, grace_id }: Office,
  tally: Tally,
): Promise<Findings> {
  const { rows } = await house.admin.query<Row>(
    `with mine as materialized (select id, last_name from contacts where company_id = $1 and starts_with(last_name, $2 || '.')),
      e as (select record_id, count(*)::int as n from events where company_id = $1 and name = 'contact.created' group by 1),
      s as (select record_id, count(*)::int as n from search_documents where company_id = $1 group by 1),
      t as (select record_id, sum(count)::int as n, count(mailed_at)::int as mailed from notifications where company_id = $1 and user_id = $3 group by 1),
      d as (select record_id, count(*)::int as n from webhook_deliveries where company_id = $1 and status = 'delivered' group by 1)
     select m.last_name as name, m.id, coalesce(e.n, 0) as events, coalesce(s.n, 0) as documents, coalesce(t.n, 0) as told,
      coalesce(t.mailed, 0) as mailed, coalesce(d.n, 0) as deliveries
     from mine m left join e on e.record_id = m.id left join s on s.record_id = m.id left join t on t.record_id = m.id
      left join d on d.record_id = m.id`,
    [company_id, tally.prefix, grace_id],
  );
  const lost: string[] = [];
  const doubled: string[] = [];
  const found = new Map<string, Row>();
  for (const row of rows) {
    if (found.has(row.name)) doubled.push(`contact ${row.name}`);
    found.set(row.name, row);
    for (const what of ['events', 'documents', 'told', 'mailed', 'deliveries'] as const) {
      if (row[what] < 1) lost.push(`${what} of ${row.name}`);
      if (row[what] > 1) doubled.push(`${what} of ${row.name}: ${row[what]}`);
    }
  }
  for (const [name, id] of tally.acknowledged)
    if (found.get(name)?.id !== id) lost.push(`contact ${name}`);
  // Without an answer it is either made, with the answer kept for whoever asks again, or not at all.
  const { rows: kept } = await house.admin.query<{ key: string }>(
    'select key from idempotency_keys where company_id = $1 and key = any($2) and status = 201',
    [company_id, [...tally.unknown]],
  );
  const answers = new Set(kept.map(({ key }) => key));
  for (const name of tally.unknown) {
    if (answers.has(name) && !found.has(name)) lost.push(`contact ${name}, made by its key`);
    if (!answers.has(name) && found.has(name)) doubled.push(`contact ${name}, unknown to its key`);
  }
  for (const name of found.keys())
    if (!tally.acknowledged.has(name) && !tally.unknown.has(name))
      doubled.push(`contact ${name}, nobody's`);
  return { lost, doubled };
}

/** What left the house, over all faults so far. `again`: sent more than once under one id, as a kill in the middle of it must. */
export async function checkSent(
  house: FaultHouse,
  { company_id }: Office,
): Promise<Findings & { readonly again: { webhooks: number; mails: number } }> {
  const lost: string[] = [];
  const doubled: string[] = [];
  const { rows: events } = await house.admin.query<{ id: string }>(
    "select id from events where company_id = $1 and name = 'contact.created'",
    [company_id],
  );
  const hooks = house.receiver.got.map(({ headers }) => String(headers['webhook-id']));
  const { rows: mails } = await house.admin.query<{ id: string; status: string }>(
    'select id, status from mails where company_id = $1',
    [company_id],
  );
  const letters = house.mail.received.map((mail) => messageIdOf(mail).slice(1).split('@')[0] ?? '');
  compare('webhook', new Set(events.map(({ id }) => id)), new Set(hooks));
  compare('mail', new Set(mails.map(({ id }) => id)), new Set(letters));
  for (const { id, status } of mails) if (status !== 'sent') lost.push(`mail ${id} is ${status}`);
  const again = {
    webhooks: hooks.length - new Set(hooks).size,
    mails: letters.length - new Set(letters).size,
  };
  return { lost, doubled, again };

  function compare(what: string, wanted: ReadonlySet<string>, got: ReadonlySet<string>): void {
    for (const id of wanted) if (!got.has(id)) lost.push(`${what} ${id}`);
    for (const id of got) if (!wanted.has(id)) doubled.push(`${what} ${id} of nothing`);
  }
}

/** Rows of imports: as many contacts, with one event each, as the files had. */
export async function checkImported(
  { admin }: FaultHouse,
  { company_id }: Office,
  expected: number,
): Promise<Findings> {
  const { rows } = await admin.query<{ made: number; people: number; events: number }>(
    `select count(*)::int as made, count(distinct last_name)::int as people,
      (select count(*)::int from events e where e.company_id = $1 and e.name = 'contact.created' and e.source = 'import') as events
     from contacts where company_id = $1 and first_name = 'Imported'`,
    [company_id],
  );
  const { made = 0, people = 0, events = 0 } = rows[0] ?? {};
  return {
    lost: people < expected ? [`${expected - people} rows of imports`] : [],
    doubled: made > people || events > made ? [`rows of imports: ${made}, events ${events}`] : [],
  };
}

/** Failed work, which no fault may leave behind. */
export async function failedJobs({ admin }: FaultHouse, { company_id }: Office): Promise<string[]> {
  const { rows } = await admin.query<{ kind: string; error: string }>(
    "select kind, error from jobs where company_id = $1 and status = 'failed'",
    [company_id],
  );
  return rows.map(({ kind, error }) => `${kind}: ${error}`);
}
