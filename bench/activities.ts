import type pg from 'pg';
import type { Client } from './ambit';
import { latencies } from './measure';

/** Times in ms of what the page of a record asks for. */
export interface RecordPageFigures {
  readonly activities: number;
  readonly requests: {
    readonly what: string;
    readonly p50: number;
    readonly p95: number;
    readonly worst: number;
  }[];
}

/** Every 2,000th activity is with one and the same person. */
const busyShare = 2000;

/** P9: the page of a record, over HTTP, with `count` activities in the table. */
export async function recordPages(
  client: Client,
  admin: pg.Pool,
  company_id: string,
  count: number,
): Promise<RecordPageFigures> {
  await fill(admin, company_id, count);
  const { rows } = await admin.query<{ contact_id: string; account_id: string }>(
    `select contact_id, account_id from activities where company_id = $1 order by occurred_at desc limit ${busyShare + 1}`,
    [company_id],
  );
  const times = new Map<string, number>();
  for (const { contact_id } of rows) times.set(contact_id, (times.get(contact_id) ?? 0) + 1);
  const [busy = ''] = [...times].sort(([, one], [, other]) => other - one)[0] ?? [];
  const usual = rows.find(({ contact_id }) => contact_id !== busy);
  const people = [
    ['of a contact', 'contacts', usual?.contact_id],
    [`of a contact with ${(count / busyShare).toLocaleString('en')} activities`, 'contacts', busy],
    ['of an account', 'accounts', usual?.account_id],
  ] as const;
  const requests: RecordPageFigures['requests'] = [];
  for (const [whose, object, id] of people) {
    for (const [what, path] of [
      ['the record', `/${object}/${id}?include=owner`],
      ['the timeline', `/${object}/${id}/timeline?limit=30`],
    ] as const) {
      const { status, ...figures } = await latencies(
        `${client.url}/api${path}`,
        client.headers,
        100,
      );
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      requests.push({ what: `${what} ${whose}`, ...figures });
    }
  }
  return { activities: count, requests };
}

/** Makes the activities with their indexes in one transaction, unless an earlier run did; their events are missing. */
async function fill(admin: pg.Pool, company_id: string, count: number): Promise<void> {
  const there = await admin.query('select 1 from activities where company_id = $1 limit 1', [
    company_id,
  ]);
  if (there.rows.length > 0) return;
  const began = performance.now();
  const connection = await admin.connect();
  try {
    const { rows: indexes } = await connection.query<{ name: string; definition: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
       from pg_index where indrelid = 'activities'::regclass and not indisprimary`,
    );
    await connection.query('begin');
    // The references are right by making; checking each of them would take hours.
    await connection.query(
      `set local session_replication_role = replica; set local maintenance_work_mem = '1GB'; set local work_mem = '256MB'`,
    );
    for (const { name } of indexes) await connection.query(`drop index ${name}`);
    await connection.query(
      `create temporary table people on commit drop as
       select row_number() over (order by id) - 1 as n, id, account_id, owner_id from contacts where company_id = '${company_id}'`,
    );
    await connection.query(
      `with numbered as (
         select n, abs(hashint4(n)::int8) as mixed from generate_series(1, ${count}) n),
       held as (
         select n, mixed, case when n % ${busyShare} = 0 then 7 else mixed % (select count(*) from people) end as person,
           timestamptz '2026-11-01 12:00:00+00' - (${count} - n) * interval '4 seconds' as at from numbered)
       insert into activities (company_id, id, title, title_key, kind, subject, subject_key, occurred_at, duration_minutes, owner_id,
         account_id, contact_id, created_at, created_by, updated_at)
       select '${company_id}', uuidv7((h.n - ${count}) * interval '4 seconds'), 'Call ' || h.n, 'call ' || h.n,
         (array['call','meeting','email','message'])[1 + mixed % 4], 'Call ' || h.n, 'call ' || h.n, h.at, mixed % 60, p.owner_id,
         p.account_id, p.id, h.at, p.owner_id, h.at
       from held h join people p on p.n = h.person`,
    );
    for (const { definition } of indexes) await connection.query(definition);
    await connection.query('commit');
    await connection.query('vacuum analyze activities');
    console.log(`${Math.round((performance.now() - began) / 1000)} s  ${count} activities`);
  } finally {
    connection.release();
  }
}
