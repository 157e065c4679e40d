import { beforeAll, expect, it } from 'vitest';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';
import type { Database, Statement } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { objectsOnly } from '../../../../tests/support/records';
import { watchReads } from '../../../../tests/support/watched';
import type { Reaching } from '../../shape/reach';
import type { Ctx } from '../context';
import { scopeOf } from '../reach';
import { getRecord } from './get';
import { listRecords } from './list';
import { countIds, selectIds } from './select-ids';
import { shapeOf } from './write';

const many = 6000;
let company: TestCompany;
let ctx: Ctx;
let db: Database;
let account: string;
let owner: string;
let seen: Statement[];

beforeAll(async () => {
  const test = await startDatabase();
  const { admin } = test;
  db = test.db;
  company = await testCompany();
  const modules = objectsOnly(contacts, accounts);
  const watched = watchReads(db);
  seen = watched.seen;
  ctx = testCtx(await testApp({ modules, db: watched.db }), company, company);
  const { company_id } = company.scope;
  account = newId();
  owner = (await company.member('rep')).user.id;
  await admin.query(
    `insert into accounts (company_id, id, created_at, updated_at) values ($1, $2, now(), now())`,
    [company_id, account],
  );
  await admin.query(
    `insert into contacts (company_id, id, last_name_key, account_id, owner_id, created_at, updated_at)
     select $1, gen_random_uuid(), 'n' || n, case when n % 1000 = 0 then $2::uuid end,
       case when n % 1000 = 1 then $3::uuid end, now() - n * interval '1 minute', now()
     from generate_series(1, $4::int) n`,
    [company_id, account, owner, many],
  );
  await admin.query('analyze contacts');
});

/** Plans of everything that `run` sends. */
async function plansOf(run: () => Promise<unknown>): Promise<string> {
  seen.length = 0;
  await run();
  const plans: string[] = [];
  for (const { text, values } of seen) {
    const { rows } = await db.read<Record<string, string>>(company.scope, {
      text: `explain (costs off) ${text}`,
      values,
    });
    plans.push(...rows.map((row) => String(row['QUERY PLAN'])));
  }
  return plans.join('\n');
}

const list = (query: string) =>
  plansOf(() => listRecords(ctx, 'contacts', new URLSearchParams(query)));

it('a list by a reference or an owner follows its index', async () => {
  expect(await list(`filter[account_id]=${account}&sort=last_name`)).toContain(
    'contacts_account_id_idx',
  );
  expect(await list(`filter[owner_id]=${owner}`)).toContain('contacts_owner_time_idx');
});

it('a bulk change by filter of somebody who sees only their own records reads no others', async () => {
  const user = { id: owner, name: 'Rep', email: 'rep@example.com' };
  const people = { own: [owner], team: [owner], below: [owner] } as const;
  const reach: Reaching = {
    ...{ objects: { contacts: { read: 'own', update: 'own' } }, teams: [] },
    people: { ...people, none: [] } as Reaching['people'],
  };
  const principal = { ...ctx.principal, user, reach };
  const own: Ctx = { ...ctx, principal, scope: scopeOf(principal) };
  const shape = await shapeOf(own, contacts);
  const matching = { filter: null, words: [] };
  const statement = selectIds(own, shape, matching, null, 1000, []);
  const count = countIds(own, shape, matching, []);
  await db.withCompany(own.scope, async (tx) => {
    for (const { text, values } of [statement, count]) {
      const { rows } = await tx.run<Record<string, string>>({
        text: `explain (costs off) ${text}`,
        values: values ?? [],
      });
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('contacts_owner_time_idx');
    }
    expect((await tx.run(statement)).rows).toHaveLength(many / 1000);
    expect((await tx.run(count)).rows).toEqual([{ total: many / 1000 }]);
  });
});

it('records included the other way round come from the index', async () => {
  const plan = await plansOf(() =>
    getRecord(ctx, 'accounts', account, new URLSearchParams('include=contacts')),
  );
  expect(plan).toContain('contacts_account_id_idx');
  expect(plan).not.toContain('Seq Scan on contacts');
});

it('deleting a record for good finds what points at it by the index, the bin included', async () => {
  const { admin } = await startDatabase();
  // What PostgreSQL asks for each row (RI_FKey_noaction_del).
  const { rows } = await admin.query<Record<string, string>>(
    'explain (costs off) select 1 from only contacts x where $1::uuid = company_id and $2::uuid = reports_to_id for key share of x',
    [company.scope.company_id, newId()],
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('contacts_reports_to_id_idx');
});
