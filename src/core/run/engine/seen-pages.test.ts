import { beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';
import type { Database, Statement } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { ownDatabase } from '../../../../tests/support/database';
import { objectsOnly } from '../../../../tests/support/records';
import { watchReads } from '../../../../tests/support/watched';
import type { Reaching } from '../../shape/reach';
import type { Ctx } from '../context';
import { scopeOf } from '../reach';
import { listRecords } from './list';

const many = 3000;
let company: TestCompany;
let ctx: Ctx;
let db: Database;
/** Own 1499, 1499 and two of the live contacts; nobody has the rest. */
let people: string[];
let seen: Statement[];
let rows: { id: string; owner_id: string | null; private: boolean; shared: boolean }[];

beforeAll(async () => {
  // Which way is taken is read from statistics, which records of other tests would blur.
  const test = await ownDatabase('seen_pages');
  db = test.db;
  company = await testCompany({}, test);
  const watched = watchReads(db);
  seen = watched.seen;
  ctx = testCtx(
    await testApp({ modules: objectsOnly(contacts, accounts), db: watched.db }),
    company,
    company,
  );
  people = [];
  for (let n = 0; n < 3; n++) people.push((await company.member('custom')).user.id);
  const { company_id } = company.scope;
  // Five of a minute, so that ties are settled by the id; of every hundred one is deleted, one private, two are shared with the last of the people.
  await test.admin.query(
    `insert into contacts (company_id, id, last_name_key, owner_id, private, created_at, updated_at, deleted_at)
     select $1, gen_random_uuid(), 'n' || n % 7, ($2::uuid[])[case when n in (1003, 2007) then 3 when n % 50 = 11 then null else 1 + n % 2 end],
       n % 100 = 21, now() - (n / 5) * interval '1 minute', now(), case when n % 100 = 31 then now() end
     from generate_series(1, $3::int) n`,
    [company_id, people, many],
  );
  await test.admin.query(
    `insert into record_shares (company_id, id, object, record_id, grantee_id, grantee_kind, access, created_at)
     select company_id, gen_random_uuid(), 'contacts', id, $2, 'user', 'read', now() from (select *, row_number() over (order by id) as n from contacts where company_id = $1) t
     where n % 50 = 0 or owner_id = $2`,
    [company_id, people[2]],
  );
  await test.admin.query('analyze contacts');
  ({ rows } = await test.admin.query(
    `select id, owner_id, private, exists (select from record_shares s where s.company_id = c.company_id and s.record_id = c.id) as shared
     from contacts c where company_id = $1 and deleted_at is null order by created_at desc, c.id desc`,
    [company_id],
  ));
});

/** Somebody who reads the contacts of these. */
function reading(user: string | undefined, owners: readonly (string | undefined)[]): Ctx {
  const own = owners.map(String);
  const reach: Reaching = {
    objects: { contacts: { read: 'team' } },
    teams: [],
    hides_private: true,
    people: { none: [], own, team: own, below: own },
  };
  const principal = { ...ctx.principal, user: { ...ctx.principal.user, id: String(user) }, reach };
  return { ...ctx, principal, scope: scopeOf(principal) };
}

/** Ids of all pages, forwards and then back to the first. */
async function walk(by: Ctx, query: string): Promise<{ on: string[]; back: string[] }> {
  const page = async (cursor: string | null) => {
    const params = new URLSearchParams(query);
    if (cursor) params.set('cursor', cursor);
    const { json, pagination } = await listRecords(by, 'contacts', params);
    const ids = (JSON.parse(json ?? '') as { id: string }[]).map(({ id }) => id);
    return { ids, next: pagination?.next_cursor ?? null, prev: pagination?.prev_cursor ?? null };
  };
  const on: string[] = [];
  let at = await page(null);
  on.push(...at.ids);
  for (; at.next; on.push(...at.ids)) at = await page(at.next);
  const back = [...at.ids];
  for (; at.prev; back.unshift(...at.ids)) at = await page(at.prev);
  return { on, back };
}

async function planOf(by: Ctx): Promise<string> {
  seen.length = 0;
  await listRecords(by, 'contacts', new URLSearchParams('limit=20'));
  const { text = '', values = [], name, plan_once } = seen.at(-1) ?? {};
  expect(name).toBeDefined();
  const { rows: lines } = await db.read<Record<string, string>>(by.scope, {
    ...{ text: `explain (costs off) ${text}`, values },
    ...(plan_once ? { name: newId(), plan_once } : {}),
  });
  return lines.map((line) => line['QUERY PLAN']).join('\n');
}

describe('a list of all that somebody sees who does not see all', () => {
  it.each([
    ['most of it, along its order', [0, 1], 'contacts_created_at_idx'],
    ['little of it, owner by owner', [2], 'contacts_owner_time_idx'],
    ['nothing but what is shared', [], 'contacts_owner_time_idx'],
  ] as const)('%s: the same records in the same order, both ways', async (_, owners, index) => {
    const of = owners.map((n) => people[n]);
    const by = reading(people[2], of);
    const expected = rows
      .filter(({ owner_id, shared }) => shared || of.includes(String(owner_id)))
      .filter((row) => !row.private || row.shared || row.owner_id === people[2])
      .map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(40);
    const limit = `limit=${Math.min(200, Math.ceil(expected.length / 7))}`;
    expect(await walk(by, limit)).toEqual({ on: expected, back: expected });
    const turned = [...expected].reverse();
    expect(await walk(by, `${limit}&sort=created_at`)).toEqual({ on: turned, back: turned });
    expect(await planOf(by)).toContain(index);
  });

  it('of many owners or in another order is the same', async () => {
    const nobodies = Array.from({ length: 40 }, newId);
    const by = reading(people[2], [people[2], ...nobodies]);
    const few = reading(people[2], [people[2]]);
    expect(await walk(by, 'limit=30')).toEqual(await walk(few, 'limit=30'));
    const byName = 'limit=30&sort=last_name';
    const named = await walk(few, byName);
    expect(named.on).toHaveLength((await walk(few, 'limit=30')).on.length);
    expect(await walk(by, byName)).toEqual(named);
  });
});
