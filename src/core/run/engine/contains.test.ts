import { beforeAll, expect, it } from 'vitest';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';
import type { Database, Statement } from '@/platform/db/types';
import { testApp } from '../../../../tests/support/app';
import { testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { objectsOnly } from '../../../../tests/support/records';
import type { Ctx } from '../context';
import { createRecords } from './create';
import { deleteRecords } from './delete';
import { listRecords } from './list';
import { updateRecords } from './update';
import { shapeOf, type Written } from './write';

let ctx: Ctx;
const seen: Statement[] = [];
let written: readonly Written[];

beforeAll(async () => {
  const { db } = await startDatabase();
  const company = await testCompany();
  const watched: Database = {
    ...db,
    read: (scope, statement, options) => {
      seen.push(statement);
      return db.read(scope, statement, options);
    },
  };
  const modules = objectsOnly(contacts, accounts);
  ctx = testCtx(await testApp({ modules, db: watched }), company, company);
  const shape = await shapeOf(ctx, contacts);
  const titles = [`Head of Qüantum_Research`, 'Buyer', `${'very '.repeat(28)}quantum`, 'Quantum'];
  written = await db.withCompany(ctx.scope, async (tx) => {
    const inputs = titles.map((job_title, i) => ({ last_name: `N${i}`, job_title }));
    return (await createRecords(ctx, tx, shape, inputs)).written;
  });
  await db.withCompany(ctx.scope, (tx) => deleteRecords(ctx, tx, shape, [written[3]?.id ?? '']));
});

const names = async (query: string): Promise<string[]> => {
  seen.length = 0;
  const { json } = await listRecords(ctx, 'contacts', new URLSearchParams(query));
  return (JSON.parse(json ?? '[]') as { last_name: string }[]).map((one) => one.last_name).sort();
};

it('what a searchable text contains is found through the search text, and means the same', async () => {
  expect(await names('filter[job_title][contains]=quantum')).toEqual(['N0', 'N2']);
  expect(seen[0]?.text).toContain('search_hits');
  expect(await names('filter[job_title][contains]=ntum_r')).toEqual(['N0']);
  expect(await names('filter[job_title][contains]=of QUAN&filter[last_name][contains]=n0')).toEqual(
    ['N0'],
  );
  // In the search text, but of another field.
  expect(await names('filter[last_name][contains]=quantum')).toEqual([]);
  expect(await names('filter[job_title][contains]=quantum&deleted=true')).toEqual(['N3']);
});

it('a changed text is looked for as it is now', async () => {
  const { db } = ctx.app;
  const shape = await shapeOf(ctx, contacts);
  const id = written[1]?.id ?? '';
  await db.withCompany(ctx.scope, (tx) =>
    updateRecords(ctx, tx, shape, [{ id, input: { job_title: 'Chief Curator' } }]),
  );
  expect(await names('filter[job_title][contains]=curator')).toEqual(['N1']);
  expect(await names('filter[job_title][contains]=buyer')).toEqual([]);
});
