import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import { recordOperations } from '@/core/run/engine/operations';
import { tableFor } from '@/core/run/table';
import { integer } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';
import { proposeMapping } from '@/features/imports/map';
import { openApi } from '@/http/openapi';
import { accountsModule } from '@/objects/accounts/module';
import { contacts } from '@/objects/contacts/object';
import { filterEntries } from '@/ui/patterns/filters/filter-entries';
import { columnsOf, firstColumns } from '@/ui/patterns/model/columns';
import { entriesOf } from '@/ui/patterns/model/entries';
import { testApp } from '../support/app';
import { call } from '../support/call';
import { testCompany, testCtx } from '../support/company';
import { ownDatabase } from '../support/database';

/** The promise of the architecture: this one line is all that is written for a new field. */
const shoe_size = integer(
  { en: 'Shoe size', tr: 'Ayakkabı no' },
  { group: 'personal', min: 15, max: 60, indexed: true, column: 45, aliases: ['Shoe'] },
);
const copy = defineObject({ ...contacts, fields: { ...contacts.fields, shoe_size } });

test('one line gives column, validation, filter, sort, list, form, import, history and documents', async () => {
  const { admin, db } = await ownDatabase('one_line');
  const [before, after] = [contacts, copy].map((object) =>
    generateDrizzleJson({ table: tableFor(object) }),
  );
  const migration = await generateMigration(before as never, after as never);
  expect(migration.filter((line) => line.includes('ADD COLUMN'))).toHaveLength(1);
  expect(migration.length).toBe(2); // the column and its index
  for (const statement of migration) await admin.query(statement);

  const company = await testCompany({}, { admin });
  const app = await testApp({
    db,
    modules: [
      accountsModule,
      { name: 'contacts', objects: [{ definition: copy }], operations: recordOperations(copy) },
    ],
  });
  const ctx = testCtx(app, company, company);

  const { data: made } = await call(ctx, 'contacts.create', {
    body: { last_name: 'Byron', shoe_size: 38 },
  });
  await call(ctx, 'contacts.create', { body: { last_name: 'Hopper', shoe_size: 41 } });
  expect(made.shoe_size).toBe(38);
  await expect(
    call(ctx, 'contacts.create', { body: { last_name: 'Tall', shoe_size: 61 } }),
  ).rejects.toMatchObject({ status: 422 });
  await expect(
    call(ctx, 'contacts.create', { body: { last_name: 'Odd', shoe_size: 'big' } }),
  ).rejects.toMatchObject({ status: 422 });

  const names = async (search: string) =>
    ((await call(ctx, 'contacts.list', { search })).data as { last_name: string }[]).map(
      (one) => one.last_name,
    );
  expect(await names('filter[shoe_size][gte]=40')).toEqual(['Hopper']);
  expect(await names('sort=-shoe_size')).toEqual(['Hopper', 'Byron']);

  await call(ctx, 'contacts.update', { params: { id: made.id }, body: { shoe_size: 39 } });
  const { data: history } = await call(ctx, 'contacts.history', { params: { id: made.id } });
  expect(history[0].changes).toEqual([{ field: 'shoe_size', before: 38, after: 39 }]);

  const documents = JSON.stringify(
    openApi([...app.registry.operations.values()], {
      base_url: 'http://localhost',
      version: '0',
      custom: new Map(),
    }),
  );
  expect(documents).toContain('shoe_size');

  const entries = entriesOf(copy);
  expect(firstColumns(entries)).toContain('shoe_size');
  expect(columnsOf(entries, {}).some(({ path }) => path === 'shoe_size')).toBe(true);
  expect(filterEntries(copy, [], new Map()).some(({ path }) => path === 'shoe_size')).toBe(true);

  const mapping = proposeMapping({
    columns: ['Last name', 'Shoe'],
    sample: [['Byron', '38']],
    vendor: 'spreadsheet',
    object: copy,
    custom_fields: [],
  });
  expect(mapping[1]?.target).toBe('shoe_size');
}, 60_000);
