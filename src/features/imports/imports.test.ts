import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ctx, Principal } from '@/core/run/context';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { execute } from '@/core/run/pipeline';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { dealsModule } from '@/objects/deals/module';
import { leadsModule } from '@/objects/leads/module';
import { pipelinesModule } from '@/objects/pipelines/module';
import { productsModule } from '@/objects/products/module';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call as callAnswer } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import type { ImportView } from './contract';
import { importsModule } from './module';
import { rowsOf } from './parse';
import { importJob } from './work';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({
    modules: [
      accountsModule,
      contactsModule,
      pipelinesModule,
      productsModule,
      dealsModule,
      leadsModule,
      importsModule,
    ],
  });
});

interface Office {
  readonly company: TestCompany;
  readonly ctx: Ctx;
  run(): Promise<Workers>;
}

async function office(): Promise<Office> {
  const company = await testCompany();
  const ctx = testCtx(app, company, company);
  const principalOf = async (): Promise<Principal> => ctx.principal;
  return {
    company,
    ctx,
    run: async () => startWorkers(app, { kinds: [importJob], principalOf, look_ms: 20 }),
  };
}

async function call<T>(
  ctx: Ctx,
  name: string,
  given: { params?: Record<string, string>; body?: unknown; form?: FormData; search?: string } = {},
): Promise<T> {
  const operation = app.registry.operations.get(name);
  if (!operation) throw new Error(`no operation ${name}`);
  const request = new Request(
    'http://localhost/',
    operation.contract.method === 'GET' ? {} : { method: 'POST', body: given.form ?? null },
  );
  const answer = await execute(ctx, operation, {
    params: given.params ?? {},
    search: given.search ?? '',
    body: async () => given.body ?? {},
    request,
  });
  return (answer.response ? await answer.response.text() : answer.data) as T;
}

function form(
  name: string,
  content: Uint8Array<ArrayBuffer> | string,
  options: object = {},
  mapping?: object,
): FormData {
  const data = new FormData();
  data.set('options', JSON.stringify(options));
  if (mapping) data.set('mapping', JSON.stringify(mapping));
  data.set('file', new Blob([content]), name);
  return data;
}

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(`tests/fixtures/import/${name}`));

async function finished(ctx: Ctx, id: string): Promise<ImportView> {
  for (let i = 0; i < 400; i += 1) {
    const view = await call<ImportView>(ctx, 'imports.get', { params: { id } });
    if (['completed', 'failed', 'cancelled'].includes(view.status)) return view;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error('the import did not end');
}

async function bring(one: Office, object: string, data: FormData): Promise<ImportView> {
  const { import_id } = await call<{ import_id: string }>(one.ctx, `${object}.import`, {
    form: data,
  });
  const background = await one.run();
  try {
    return await finished(one.ctx, import_id);
  } finally {
    await background.stop();
  }
}

async function select<T>(text: string, values: unknown[]): Promise<T[]> {
  const { admin } = await startDatabase();
  return (await admin.query(text, values)).rows as T[];
}
const contactsOf = (one: Office) =>
  select<Record<string, unknown>>(
    'select c.*, a.name as account from contacts c left join accounts a on a.company_id = c.company_id and a.id = c.account_id where c.company_id = $1 order by c.created_at, c.id',
    [one.company.company.id],
  );

describe('an import', () => {
  test('shows what it recognised and what will be stored before it starts', async () => {
    const one = await office();
    const { import_id } = await call<{ import_id: string }>(one.ctx, 'contacts.import', {
      form: form('../../etc/messy.csv', fixture('messy.csv')),
    });
    const view = await call<ImportView>(one.ctx, 'imports.get', { params: { id: import_id } });
    expect(view).toMatchObject({
      status: 'ready',
      file_name: 'messy.csv',
      format: {
        encoding: 'utf-8',
        delimiter: ';',
        vendor: 'spreadsheet',
        date_order: 'dmy',
        decimal: ',',
      },
    });
    expect(view.columns.find(({ column }) => column === 'Umsatz (EUR)')).toMatchObject({
      target: null,
      suggestion: { key: 'umsatz', kind: 'decimal' },
    });
    expect(view.preview[0]?.record).toMatchObject({
      first_name: 'Greta',
      email: 'greta.oellinghaus@example.com',
      phone: '+493023125301',
    });
    expect(await contactsOf(one)).toHaveLength(0);
    const changed = await call<ImportView>(one.ctx, 'imports.change', {
      params: { id: import_id },
      body: { mapping: { Firma: null }, options: { duplicates: 'update' } },
    });
    expect(changed.columns.find(({ column }) => column === 'Firma')).toMatchObject({
      target: null,
      confidence: 1,
    });
    expect(changed.preview[0]?.mentions).toEqual({});
  });

  test.each([
    ['hubspot-contacts.csv', { rows: 300, created: 297, skipped: 2, failed: 1 }],
    ['salesforce-contact.csv', { rows: 200, created: 194, skipped: 6, failed: 0 }],
    ['salesforce-report.csv', { rows: 80, created: 80, skipped: 0, failed: 0 }],
    ['pipedrive-people.csv', { rows: 120, created: 119, skipped: 1, failed: 0 }],
    ['twenty-people.csv', { rows: 80, created: 78, skipped: 1, failed: 1 }],
    ['google-contacts.csv', { rows: 90, created: 87, skipped: 2, failed: 1 }],
    ['outlook-contacts.csv', { rows: 70, created: 66, skipped: 2, failed: 2 }],
    ['linkedin-connections.csv', { rows: 118, created: 116, skipped: 1, failed: 1 }],
    ['utf16.csv', { rows: 59, created: 58, skipped: 1, failed: 0 }],
  ])('loads %s as expected', async (name, counts) => {
    const one = await office();
    const view = await bring(
      one,
      'contacts',
      form(name, fixture(name), { start: true, time_zone: 'Europe/Berlin' }),
    );
    expect(view.error).toBeNull();
    expect(view).toMatchObject({ status: 'completed', counts, progress: { percent: 100 } });
    const folder = join(app.env.data_dir, 'imports', one.company.company.id);
    expect(await readdir(folder)).toEqual([]);
    expect(await contactsOf(one)).toHaveLength(counts.created);
  });

  test('brings in leads, of Salesforce by its own headers, once each', async () => {
    const one = await office();
    const rows = [
      'Id,IsDeleted,MasterRecordId,LastName,FirstName,Title,Company,City,Country,Phone,MobilePhone,Email,LeadSource,Status,Rating,NumberOfEmployees,HasOptedOutOfEmail,IsConverted,CreatedDate',
      '00Q5g00000AbCdEEAV,0,,Öz,Ilse,Buyer,Acme Pumps,Berlin,Germany,030 1234567,0171 2345678,ilse@acme.example,Trade fair,Working - Contacted,Hot,120,1,0,2024-02-03T10:00:00.000Z',
      '00Q5g00000AbCdFEAV,0,,,,,Only a company,,,,,,Web,Closed - Not Converted,,,0,0,2024-02-04T10:00:00.000Z',
      '00Q5g00000AbCdGEAV,1,,Gone,Greta,,Acme,,,,,,Web,Open - Not Contacted,,,0,0,2024-02-05T10:00:00.000Z',
      '00Q5g00000AbCdHEAV,0,,,,,,,,,,,Web,Open - Not Contacted,,,0,0,2024-02-05T10:00:00.000Z',
      '00Q5g00000AbCdIEAV,0,,Oz,I.,,Acme,,,,,ilse@acme.example,Web,Open - Not Contacted,,,0,0,2024-02-05T10:00:00.000Z',
    ];
    const view = await bring(one, 'leads', form('leads.csv', rows.join('\n'), { start: true }));
    expect(view).toMatchObject({
      status: 'completed',
      format: { vendor: 'salesforce' },
      counts: { rows: 5, created: 2, skipped: 2, failed: 1 },
    });
    const leads = await select<Record<string, unknown>>(
      'select * from leads where company_id = $1 order by created_at',
      [one.company.company.id],
    );
    expect(leads).toMatchObject([
      {
        title: 'Ilse Öz',
        company_name: 'Acme Pumps',
        job_title: 'Buyer',
        email: 'ilse@acme.example',
        phone: '+49301234567',
        address: { city: 'Berlin', country: 'DE' },
        source: 'Trade fair',
        status: 'working',
        rating: 'hot',
        employees: '120',
        do_not_email: true,
        owner_id: one.company.user.id,
        source_system: 'salesforce',
        created_at: new Date('2024-02-03T10:00:00.000Z'),
      },
      { title: 'Only a company', status: 'unqualified', owner_id: one.company.user.id },
    ]);
  });
});

const people = (count: number): string =>
  [
    'First name,Last name,E-mail,Company',
    ...Array.from({ length: count }, (_, i) => `Ada ${i},Byron,ada.${i}@example.com,Firm ${i % 7}`),
  ].join('\n');

describe('accounts', () => {
  test.each([
    ['hubspot-companies.csv', { rows: 60, created: 59, skipped: 1, failed: 0 }],
    ['salesforce-account.csv', { rows: 70, created: 69, skipped: 1, failed: 0 }],
  ])('loads %s as expected', async (name, counts) => {
    const one = await office();
    const view = await bring(one, 'accounts', form(name, fixture(name), { start: true }));
    expect(view).toMatchObject({ status: 'completed', counts, error: null });
  });

  test('come before their contacts by id, in either form of it, and parents by rows that come later', async () => {
    const one = await office();
    await bring(one, 'accounts', form('a.csv', fixture('salesforce-account.csv'), { start: true }));
    const [child] = await select<{ parent: string }>(
      'select p.name as parent from accounts a join accounts p on p.company_id = a.company_id and p.id = a.parent_id where a.company_id = $1 and a.name = $2',
      [one.company.company.id, 'Graywacke Robotics GmbH'],
    );
    expect(child?.parent).toBe('Graywacke Holding AB');
    const view = await bring(
      one,
      'contacts',
      form('c.csv', fixture('salesforce-contact.csv'), { start: true }),
    );
    expect(view.counts.accounts_created).toBe(0);
    const found = await contactsOf(one);
    const [first] = found.filter(({ source_id }) => source_id === '0035g00000hvqI1');
    expect(first).toMatchObject({
      account: 'Graywacke Robotics GmbH',
      salutation: 'Dr.',
      birthday: '1986-04-17',
      phone: '+493023125210',
    });
    expect(found.find(({ id }) => id === first?.reports_to_id)).toMatchObject({
      source_id: '0035g00000dEnxv',
    });
    // Row 13 reports to row 12, whose id differs in the case of one letter.
    expect(found.find(({ source_id }) => source_id === '0035g00000LmNop')?.reports_to_id).toBe(
      found.find(({ source_id }) => source_id === '0035g00000LmNoP')?.id,
    );
    // Row 46 reports to a row that was merged into row 2.
    const warned = view.warnings.map(({ reason, first_row }) => [reason, first_row]);
    expect(warned).toContainEqual(['unknown_manager', 46]);
    expect(warned).toContainEqual(['unknown_account', 43]);
  });

  test('are matched by folded name or created once', async () => {
    const one = await office();
    const csv =
      'First name,E-mail,Company\nA,a@example.com,İstanbul Çelik\nB,b@example.com,istanbul celik\nC,c@example.com,Other';
    const view = await bring(one, 'contacts', form('c.csv', csv, { start: true }));
    expect(view.counts).toMatchObject({ created: 3, accounts_created: 2 });
    const found = await contactsOf(one);
    expect(found[0]?.account_id).toBe(found[1]?.account_id);
  });
});

test('a record keeps the day it was made on, unless that is still to come', async () => {
  const one = await office();
  const csv =
    'First name,E-mail,Created\nA,a@example.com,2024-03-12 09:14\nB,b@example.com,\nC,c@example.com,2999-01-01';
  await bring(one, 'contacts', form('1.csv', csv, { start: true, time_zone: 'Europe/Berlin' }));
  const [a, ...others] = await contactsOf(one);
  expect(a?.created_at).toEqual(new Date('2024-03-12T08:14:00Z'));
  for (const { created_at } of others) {
    expect(Math.abs(Date.now() - Number(created_at))).toBeLessThan(60_000);
  }
});

test('accounts of one name with different ids stay two', async () => {
  const one = await office();
  const head = 'Record ID,Create Date,First Name,Primary Associated Company ID,Associated Company';
  const csv = [head, '1,2024-01-01,A,71,Acme', '2,2024-01-01,B,72,Acme', '3,2024-01-01,C,,acme'];
  const view = await bring(one, 'contacts', form('1.csv', csv.join('\n'), { start: true }));
  expect(view.counts).toMatchObject({ created: 3, accounts_created: 2 });
  const [a, b, c] = (await contactsOf(one))
    .sort((x, y) => String(x.first_name).localeCompare(String(y.first_name)))
    .map(({ account_id }) => account_id);
  expect(a).not.toBe(b);
  expect(c).toBe(a);
});

describe('owners', () => {
  test('accounts without one are given by the rules, those with one are not', async () => {
    const one = await office();
    const [rep, named] = [await one.company.member('rep'), await one.company.member('rep')];
    await call(one.ctx, 'accounts.set_assignment', {
      body: {
        rules: [
          {
            name: 'Germany',
            filter: { field: 'address.country', op: 'eq', value: 'DE' },
            to: { kind: 'fixed', user_ids: [rep.user.id] },
          },
        ],
        otherwise: { kind: 'creator', user_ids: [] },
      },
    });
    const csv = `Account Name,Country,Owner\nBerlin,Germany,\nLyon,France,\nBonn,Germany,${named.user.email}\n`;
    const view = await bring(one, 'accounts', form('a.csv', csv, { start: true }));
    expect(view).toMatchObject({ status: 'completed' });
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select name, owner_id from accounts where company_id = $1',
      [one.company.company.id],
    );
    expect(Object.fromEntries(rows.map(({ name, owner_id }) => [name, owner_id]))).toEqual({
      Berlin: rep.user.id,
      Lyon: one.company.user.id,
      Bonn: named.user.id,
    });
  });

  test('are found by mail or name; a stranger stays empty and is reported', async () => {
    const one = await office();
    const member = await one.company.member('rep', 'Iñes Karlberg');
    const csv = `First name,E-mail,Owner\nA,a@example.com,ines karlberg\nB,b@example.com,${member.user.email}\nC,c@example.com,Nobody Here\nD,d@example.com,Old Name`;
    const view = await bring(
      one,
      'contacts',
      form('c.csv', csv, { start: true, owners: { 'Old Name': member.user.email } }),
    );
    expect((await contactsOf(one)).map(({ owner_id }) => owner_id)).toEqual([
      member.user.id,
      member.user.id,
      null,
      member.user.id,
    ]);
    expect(view.warnings).toEqual([
      { column: 'Owner', reason: 'unknown_owner', count: 1, first_row: 4 },
    ]);
  });
});

describe('what the company does not know is told', () => {
  /** Warnings of an import as [row, column, reason]. */
  async function warningsOf(one: Office, id: string): Promise<[number, string, string][]> {
    const file = await call<string>(one.ctx, 'imports.errors', { params: { id } });
    const records = rowsOf(file.replace('\ufeff', ''), ',').map(({ cells }) => cells);
    return records
      .filter((cells) => cells[4] === 'warning')
      .map(([row, column = '', , reason = '']) => [Number(row), column, reason]);
  }
  const expectedOf = (name: string): [number, string, string][] =>
    (
      JSON.parse(readFileSync(`tests/fixtures/import/${name}.expected.json`, 'utf8')).warnings as {
        row: number;
        column: string;
        reason: string;
      }[]
    ).map(({ row, column, reason }) => [row, column, reason]);
  const sorted = (list: [number, string, string][]) =>
    list.map((one) => one.join(' ')).sort((a, b) => a.localeCompare(b));

  /** Members by what a file calls them; the mail of each for `options.owners`. */
  async function staff(
    one: Office,
    calls: Record<string, string>,
  ): Promise<Record<string, string>> {
    const { admin } = await startDatabase();
    const owners: Record<string, string> = {};
    for (const [called, state] of Object.entries(calls)) {
      const { user } = await one.company.member('rep', called);
      owners[called] = user.email;
      if (state === 'removed') {
        await admin.query("update members set status = 'removed' where user_id = $1", [user.id]);
      }
    }
    return owners;
  }

  test('owners by name (Pipedrive)', async () => {
    const one = await office();
    await staff(one, { 'Linnea Ivarsund': '', 'Gideon Bellweather': '', 'Fenna Oberwinder': '' });
    const data = form('p.csv', fixture('pipedrive-people.csv'), { start: true });
    const view = await bring(one, 'contacts', data);
    expect(await warningsOf(one, view.id)).toEqual(expectedOf('pipedrive-people'));
  });

  test('owners by mail and name, accounts by id (HubSpot)', async () => {
    const one = await office();
    const names = ['Ines Karlberg', 'Declan Rehn', 'Bastian Grauwald', 'Priya Wexcombe'];
    const owners = await staff(one, Object.fromEntries(names.map((name) => [name, ''])));
    await staff(one, { 'Tomas Ulvestad': 'removed' });
    for (const name of names)
      owners[`${name.replace(' ', '.').toLowerCase()}@example.com`] = owners[name] ?? '';
    const options = { start: true, owners };
    await bring(one, 'accounts', form('a.csv', fixture('hubspot-companies.csv'), options));
    const view = await bring(
      one,
      'contacts',
      form('c.csv', fixture('hubspot-contacts.csv'), options),
    );
    expect(sorted(await warningsOf(one, view.id))).toEqual(sorted(expectedOf('hubspot-contacts')));
    expect(view.counts.accounts_created).toBe(1);
  });

  test('owners and managers by id (Salesforce)', async () => {
    const one = await office();
    const [, ...users] = rowsOf(
      readFileSync('tests/fixtures/import/salesforce-user.csv', 'utf8'),
      ',',
    );
    const people = users.map(({ cells }) => ({ id: cells[0] ?? '', active: cells[12] === 'true' }));
    const owners = await staff(
      one,
      Object.fromEntries(people.map(({ id, active }) => [id, active ? '' : 'removed'])),
    );
    const options = { start: true, owners };
    const first = await bring(
      one,
      'accounts',
      form('a.csv', fixture('salesforce-account.csv'), options),
    );
    expect(sorted(await warningsOf(one, first.id))).toEqual(
      sorted(expectedOf('salesforce-account')),
    );
    const view = await bring(
      one,
      'contacts',
      form('c.csv', fixture('salesforce-contact.csv'), options),
    );
    expect(sorted(await warningsOf(one, view.id))).toEqual(
      sorted(expectedOf('salesforce-contact')),
    );
  });
});

describe('duplicates', () => {
  const first =
    'First name,Last name,E-mail,Phone,Tags,City\nAda,Byron,"ada@example.com; ada@home.example",+49 30 23125 301,old,Berlin';
  const second =
    'First name,Last name,E-mail,Phone,Tags,Title\nAda,Lovelace,ada@home.example,+49 30 23125 302,new,Countess\n,Lovelace,ada@home.example,,newer,';

  test('are skipped by any mail address unless asked otherwise', async () => {
    const one = await office();
    await bring(one, 'contacts', form('1.csv', first, { start: true }));
    const view = await bring(one, 'contacts', form('2.csv', second, { start: true }));
    expect(view.counts).toMatchObject({ created: 0, updated: 0, skipped: 2 });
    expect(await contactsOf(one)).toHaveLength(1);
  });

  test('are left alone where the right to import does not reach them', async () => {
    const one = await office();
    await bring(
      one,
      'contacts',
      form('1.csv', 'Last Name,Email\nHopper,grace@example.org\n', { start: true }),
    );
    const colleague = await one.company.member('rep', 'Ada');
    const { id } = colleague.user;
    const reach = {
      objects: { contacts: { import: 'own' } },
      people: { none: [], own: [id], team: [id], below: [id] },
      teams: [],
    } as const;
    const given = testCtx(app, one.company, colleague);
    const ctx = { ...given, principal: { ...given.principal, reach } };
    const principalOf = async (): Promise<Principal> => ctx.principal;
    const theirs: Office = {
      ...one,
      ctx,
      run: async () => startWorkers(app, { kinds: [importJob], principalOf, look_ms: 20 }),
    };
    const rows = 'Last Name,Email,Owner\nHopper,grace@example.org,\nMine,mine@example.org,\n';
    const view = await bring(
      theirs,
      'contacts',
      form('2.csv', rows.replaceAll('Hopper', 'Changed'), { start: true, duplicates: 'update' }),
    );
    expect(view.counts).toMatchObject({ created: 1, updated: 0, failed: 1 });
    expect((await contactsOf(one)).map(({ last_name }) => last_name)).toEqual(['Hopper', 'Mine']);
  });

  test('are updated: filled cells win, lists are added to, the primary address stays', async () => {
    const one = await office();
    await bring(one, 'contacts', form('1.csv', first, { start: true }));
    const view = await bring(
      one,
      'contacts',
      form('2.csv', second, { start: true, duplicates: 'update' }),
    );
    expect(view.counts).toMatchObject({ created: 0, updated: 2, skipped: 0, failed: 0 });
    const [ada, ...others] = await contactsOf(one);
    expect(others).toEqual([]);
    expect(ada).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
      email: 'ada@example.com',
      phone: '+493023125301',
      job_title: 'Countess',
      tags: ['old', 'new', 'newer'],
    });
    expect(ada?.phones).toHaveLength(2);
    expect(ada?.addresses).toMatchObject([{ city: 'Berlin' }]);
  });

  test('are created when asked', async () => {
    const one = await office();
    await bring(one, 'contacts', form('1.csv', first, { start: true }));
    const view = await bring(
      one,
      'contacts',
      form('1.csv', first, { start: true, duplicates: 'create' }),
    );
    expect(view.counts).toMatchObject({ created: 1 });
  });

  test('numbers of two plain spreadsheets are not taken for the same ids', async () => {
    const one = await office();
    const csv = (name: string) => `Id,First name,Company Id,Company\n1,${name},7,Firm ${name}`;
    await bring(one, 'contacts', form('1.csv', csv('Ada'), { start: true }));
    const view = await bring(one, 'contacts', form('2.csv', csv('Bob'), { start: true }));
    expect(view.counts).toMatchObject({ created: 1, skipped: 0, accounts_created: 1 });
    expect((await contactsOf(one)).map(({ account }) => account)).toEqual(['Firm Ada', 'Firm Bob']);
  });

  test('a record made by hand is known by its second mail address', async () => {
    const one = await office();
    await call(one.ctx, 'contacts.create', {
      body: {
        first_name: 'Ada',
        emails: [
          { label: null, value: 'a@example.com' },
          { label: null, value: 'second@example.com' },
        ],
      },
    });
    const view = await bring(
      one,
      'contacts',
      form('1.csv', 'First name,E-mail\nAda,second@example.com', { start: true }),
    );
    expect(view.counts).toMatchObject({ created: 0, skipped: 1 });
  });
});

describe('errors', () => {
  test('are kept with row, column and reason, and harmless in a spreadsheet', async () => {
    const one = await office();
    const csv =
      'First name,E-mail,Birthday\nA,=cmd|calc,\nB,b@example.com,31.02.1985\n,,\nC,c@example.com,';
    const view = await bring(one, 'contacts', form('1.csv', csv, { start: true }));
    expect(view.counts).toMatchObject({ rows: 3, created: 1, failed: 2 });
    expect(view.issues).toMatchObject([
      { row: 2, column: 'E-mail', reason: 'invalid_email' },
      { row: 3, column: 'Birthday', reason: 'invalid_date' },
    ]);
    const file = await call<string>(one.ctx, 'imports.errors', { params: { id: view.id } });
    expect(file.split('\r\n')[1]).toBe("2,E-mail,'=cmd|calc,invalid_email,error");
    const again = await bring(
      one,
      'contacts',
      form('1.csv', csv, { start: true, on_error: 'clear_value' }),
    );
    expect(again.counts).toMatchObject({ created: 2, skipped: 1, failed: 0 });
  });

  test('an unknown option or a wrong web address does not cost the record', async () => {
    const one = await office();
    const csv =
      'First name,E-mail,Status,LinkedIn\nA,a@example.com,Red hot,not a link\nB,b@example.com,KUNDE,';
    const view = await bring(one, 'contacts', form('1.csv', csv, { start: true }));
    expect(view.counts).toMatchObject({ created: 2, failed: 0 });
    expect(view.warnings.map(({ reason, count }) => [reason, count])).toEqual([
      ['invalid_choice', 2],
      ['invalid_url', 1],
    ]);
    expect((await contactsOf(one)).map(({ status }) => status)).toEqual(['lead', 'lead']);
  });

  test('what our own export protected comes back as it was', async () => {
    const one = await office();
    await bring(
      one,
      'contacts',
      form('1.csv', "First name,Last name\n'=1+1,'plain", { start: true }),
    );
    expect((await contactsOf(one))[0]).toMatchObject({ first_name: '=1+1', last_name: "'plain" });
  });

  test.each([
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'unsupported_type'],
    ['an empty file', new Uint8Array(), 'invalid'],
    ['a header alone', new TextEncoder().encode('First name,E-mail\n'), 'invalid'],
  ])('%s is refused and leaves nothing behind', async (_what, content, code) => {
    const one = await office();
    await expect(
      call(one.ctx, 'contacts.import', { form: form('x.csv', content) }),
    ).rejects.toMatchObject({ code });
    expect(await call(one.ctx, 'imports.list')).toEqual([]);
  });

  test('wrong decisions are refused', async () => {
    const one = await office();
    const wrong = call(one.ctx, 'contacts.import', {
      form: form('x.csv', people(2), { time_zone: 'Mars/Base', colour: 1 }, { Nope: 'email' }),
    });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid' });
    await expect(
      call(one.ctx, 'contacts.import', {
        form: form('x.csv', people(2), {}, { Nope: 'email', 'E-mail': 'nothing' }),
      }),
    ).rejects.toMatchObject({
      details: { issues: [{ code: 'unknown_column' }, { code: 'unknown_target' }] },
    });
  });
});

describe('rights', () => {
  test('others do not see an import, readers cannot import, a started one cannot be changed', async () => {
    const one = await office();
    const { import_id: id } = await call<{ import_id: string }>(one.ctx, 'contacts.import', {
      form: form('x.csv', people(2), { start: true }),
    });
    const rep = testCtx(app, one.company, await one.company.member('rep'));
    await expect(call(rep, 'imports.get', { params: { id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(call(rep, 'imports.errors', { params: { id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await call(rep, 'imports.list')).toEqual([]);
    const reader = testCtx(app, one.company, await one.company.member('read_only'));
    await expect(
      call(reader, 'contacts.import', { form: form('x.csv', people(2)) }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const other = await office();
    await expect(call(other.ctx, 'imports.get', { params: { id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(call(one.ctx, 'imports.start', { params: { id } })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      call(one.ctx, 'imports.change', { params: { id }, body: { mapping: {} } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await call<ImportView>(one.ctx, 'imports.cancel', { params: { id } })).toMatchObject({
      status: 'cancelled',
    });
  });

  test('one that ended or was closed cannot be changed or started', async () => {
    const one = await office();
    const ended = await bring(one, 'contacts', form('x.csv', people(2), { start: true }));
    const closed = await call<{ import_id: string }>(one.ctx, 'contacts.import', {
      form: form('x.csv', people(2)),
    });
    await call(one.ctx, 'imports.cancel', { params: { id: closed.import_id } });
    for (const id of [ended.id, closed.import_id]) {
      const params = { id };
      const change = call(one.ctx, 'imports.change', { params, body: { mapping: {} } });
      await expect(change).rejects.toMatchObject({ code: 'conflict' });
      await expect(call(one.ctx, 'imports.start', { params })).rejects.toMatchObject({
        code: 'conflict',
      });
    }
  });
});

test('an import can be taken back like any other change', async () => {
  const one = await office();
  const first = 'First name,E-mail,City\nAda,ada@example.com,Berlin';
  await bring(one, 'contacts', form('1.csv', first, { start: true }));
  const second = 'First name,E-mail,City\nAda,ada@example.com,Paris\nBob,bob@example.com,Rome';
  const options = { start: true, duplicates: 'update' };
  // Another request than the first.
  const later = { ...one, ctx: testCtx(app, one.company, one.company) };
  const { request_id } = await bring(later, 'contacts', form('2.csv', second, options));
  expect(await contactsOf(one)).toHaveLength(2);
  expect(await call(one.ctx, 'contacts.undo', { body: { request_id } })).toMatchObject({
    undone: 2,
  });
  const left = (await contactsOf(one)).filter(({ deleted_at }) => deleted_at === null);
  expect(left).toMatchObject([{ first_name: 'Ada', address: { city: 'Berlin' } }]);
  const again = await bring(one, 'contacts', form('2.csv', second, { start: true }));
  expect(again.counts).toMatchObject({ created: 1, skipped: 1 });
});

describe('the work', () => {
  test('goes on after being killed at any point, without lost or doubled rows', async () => {
    const one = await office();
    const { import_id: id } = await call<{ import_id: string }>(one.ctx, 'contacts.import', {
      form: form('x.csv', people(6000), { start: true }),
    });
    const { admin } = await startDatabase();
    for (let kill = 3; kill < 60; kill += 11) {
      let left = kill;
      const dying = dyingApp(() => (left -= 1) < 0);
      const background = startWorkers(dying, {
        kinds: [importJob],
        principalOf: async () => one.ctx.principal,
        look_ms: 10,
      });
      for (let i = 0; i < 200 && left >= 0; i += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      await background.stop();
      await admin.query(
        "update jobs set due_at = '-infinity', attempts = 0 where company_id = $1",
        [one.company.company.id],
      );
    }
    const background = await one.run();
    const view = await finished(one.ctx, id);
    await background.stop();
    expect(view).toMatchObject({
      status: 'completed',
      counts: { rows: 6000, created: 6000, skipped: 0, failed: 0, accounts_created: 7 },
    });
    const [stored] = await select<{ n: number; mails: number; events: number }>(
      "select count(*)::int as n, count(distinct email)::int as mails, (select count(*)::int from events where company_id = $1 and name = 'contact.created' and source = 'import') as events from contacts where company_id = $1",
      [one.company.company.id],
    );
    expect(stored).toEqual({ n: 6000, mails: 6000, events: 6000 });
  }, 60_000);

  test('reads rows that do not end and goes on', async () => {
    const one = await office();
    const csv = `First name,E-mail\nA,a@example.com\nB,"b@example.com\nC,c@example.com\n${'x'.repeat(1_200_000)},y\nD,d@example.com\n`;
    const view = await bring(one, 'contacts', form('x.csv', csv, { start: true }));
    expect(view.counts).toMatchObject({ created: 3, failed: 2 });
    expect(view.issues.map(({ row, reason }) => [row, reason])).toEqual([
      [3, 'unclosed_quote'],
      [5, 'row_too_long'],
    ]);
  });
});

/** An app whose database dies in the middle of things: what is under way is rolled back, nothing more is written. */
function dyingApp(dead: () => boolean): TestApp {
  const db = new Proxy(app.db, {
    get(target, name, receiver) {
      if (name !== 'withCompany') return Reflect.get(target, name, receiver);
      return (scope: never, fn: (tx: unknown) => Promise<unknown>, options: never) =>
        target.withCompany(
          scope,
          (tx) =>
            fn({
              run: async (statement: never) => {
                if (dead()) throw new Error('killed');
                return tx.run(statement);
              },
            }),
          options,
        );
    },
  });
  return { ...app, db };
}

interface StoredDeal {
  title: string;
  source_id: string;
  pipeline: string;
  stage: string;
  status: string;
  amount: string | null;
  currency: string | null;
  amount_base: string | null;
  closed_on: string | null;
  lost_reason: string | null;
  probability: string;
  tags: string[];
  account: string | null;
  people: string[];
  created_at: Date;
  stage_since: Date;
}
const dealsOf = async (one: Office): Promise<Map<string, StoredDeal>> => {
  const rows = await select<StoredDeal>(
    `select d.*, nullif(d.amount_base, '-9223372036854775808')::text as amount_base, nullif(d.closed_on, '-infinity')::text as closed_on, p.name as pipeline, g.name as stage, a.name as account,
      array(select c.source_id from deal_contacts l join contacts c on c.company_id = l.company_id and c.id = l.contact_id
        where l.company_id = d.company_id and l.deal_id = d.id order by l.is_primary desc, c.source_id) as people
      from deals d join pipelines p on p.company_id = d.company_id and p.id = d.pipeline_id
      join stages g on g.company_id = d.company_id and g.id = d.stage_id
      left join accounts a on a.company_id = d.company_id and a.id = d.account_id where d.company_id = $1`,
    [one.company.company.id],
  );
  return new Map(rows.map((row) => [row.source_id, row]));
};
const told = ({ id }: ImportView, reasons: readonly string[]) =>
  select<{ row: number; column: string; reason: string }>(
    'select row, "column", reason from import_issues where import_id = $1 and reason = any($2) order by row, "column"',
    [id, reasons],
  );

describe('deals', () => {
  const unsure = [
    'unknown_account',
    'unknown_contact',
    'ambiguous_contact',
    'unknown_stage',
    'unknown_pipeline',
  ];

  test('of HubSpot are tied to the companies and contacts brought in before', async () => {
    const one = await office();
    await bring(one, 'accounts', form('c.csv', fixture('hubspot-companies.csv'), { start: true }));
    await bring(one, 'contacts', form('p.csv', fixture('hubspot-contacts.csv'), { start: true }));
    const file = () => form('d.csv', fixture('hubspot-deals.csv'), { start: true });
    const view = await bring(one, 'deals', file());
    expect(view.counts).toMatchObject({ rows: 150, created: 150, skipped: 0, failed: 0 });
    expect(await told(view, unsure)).toEqual([
      { row: 32, column: 'Associated Contact IDs', reason: 'unknown_contact' },
    ]);
    const deals = await dealsOf(one);
    expect(deals.get('25875948017')).toMatchObject({
      pipeline: 'Sales Pipeline',
      stage: 'Contract Sent',
      status: 'open',
      people: ['51', '101', '2051'],
    });
    expect(deals.get('20187079993')).toMatchObject({ status: 'won', closed_on: '2026-03-31' });
    // Row 79: no company of the file, but the contacts brought it along.
    expect(deals.get('13158923790')?.account).toBe('Gone Company Ltd');
    // A loss whose reason the file does not know.
    expect(deals.get('21058249196')).toMatchObject({ status: 'lost', lost_reason: '' });
    expect(deals.get('33995598995')).toMatchObject({
      pipeline: 'Partner Pipeline',
      stage: '998877',
    });
    const again = await bring(one, 'deals', file());
    expect(again.counts).toMatchObject({ created: 0, skipped: 150 });
  });

  test('of HubSpot in won and lost stages of its own are won and lost', async () => {
    const one = await office();
    const create = async (object: string, body: object): Promise<{ id: string }> =>
      (await callAnswer(one.ctx, `${object}.create`, { body })).data;
    const { id: pipeline_id } = await create('pipelines', { name: 'Customers' });
    for (const [name, kind] of [
      ['Won: renewal', 'won'],
      ['Disqualified', 'lost'],
    ])
      await create('stages', { pipeline_id, name, kind });
    const rows = [
      ['1', 'Won: renewal', '', ''],
      ['2', 'Disqualified', '', ''],
      // Not in the pipeline: the flag or the probability say it.
      ['3', 'Signed', 'true', ''],
      ['4', 'Gone', 'false', '0'],
      ['5', '778899', '', '1.0'],
      ['6', 'In review', 'false', '0.4'],
      // A name the pipeline knows says more than a probability.
      ['7', 'Proposal', '', '1'],
    ];
    const head =
      'Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Is Closed Won,Deal probability';
    const lines = rows.map(([id, stage, won, probability]) =>
      [id, `Deal ${id}`, stage, 'Customers', '2026-03-31', '2026-01-02', won, probability].join(),
    );
    const file = form('d.csv', [head, ...lines].join('\n'), { start: true });
    const view = await bring(one, 'deals', file);
    expect(view.counts).toMatchObject({ created: 7, failed: 0 });
    const deals = await dealsOf(one);
    const stands = rows.map(([id = '']) => [deals.get(id)?.stage, deals.get(id)?.status]);
    expect(stands).toEqual([
      ['Won: renewal', 'won'],
      ['Disqualified', 'lost'],
      ['Won', 'won'],
      ['Lost', 'lost'],
      ['Won', 'won'],
      ['In review', 'open'],
      ['Proposal', 'open'],
    ]);
    expect(deals.get('1')?.closed_on).toBe('2026-03-31');
    // Stored in hundredths of a percent.
    expect(Number(deals.get('6')?.probability)).toBe(4000);
  });

  test('of HubSpot have the probability the file says, to the hundredth of a percent', async () => {
    const one = await office();
    const shares = ['0.07', '0.14', '0.29', '0.55', '0.58'];
    const lines = shares.map((share, at) =>
      [at, `Deal ${at}`, 'In review', 'Customers', '', '2026-01-02', 'false', share].join(),
    );
    const head =
      'Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Is Closed Won,Deal probability';
    const file = form('d.csv', [head, ...lines].join('\n'), { start: true });
    const view = await bring(one, 'deals', file);
    expect(view.counts).toMatchObject({ created: shares.length, failed: 0 });
    const deals = await dealsOf(one);
    // Stored in hundredths of a percent.
    expect(shares.map((_, at) => Number(deals.get(String(at))?.probability))).toEqual([
      700, 1400, 2900, 5500, 5800,
    ]);
  });

  test('of Pipedrive are tied by names, told apart by the organisation', async () => {
    const one = await office();
    await bring(one, 'contacts', form('p.csv', fixture('pipedrive-people.csv'), { start: true }));
    const options = { start: true, time_zone: 'UTC' };
    const view = await bring(one, 'deals', form('d.csv', fixture('pipedrive-deals.csv'), options));
    expect(view.counts).toMatchObject({ rows: 100, created: 100, skipped: 0, failed: 0 });
    expect(await told(view, unsure)).toEqual([
      { row: 5, column: 'Deal - Contact person', reason: 'ambiguous_contact' },
      { row: 7, column: 'Deal - Contact person', reason: 'unknown_contact' },
      { row: 7, column: 'Deal - Organization', reason: 'unknown_account' },
    ]);
    const deals = await dealsOf(one);
    expect(deals.get('501')).toMatchObject({
      stage: 'Proposal made',
      people: ['17'],
      tags: ['Hot', 'Q4'],
    });
    expect(deals.get('501')?.created_at.toISOString()).toBe('2026-01-15T09:00:00.000Z');
    expect(deals.get('501')?.stage_since.toISOString()).toBe('2026-10-31T23:59:59.000Z');
    expect([...deals.values()].filter(({ status }) => status === 'won')).not.toHaveLength(0);
    for (const { status, closed_on, pipeline } of deals.values()) {
      expect(['New business', 'Service']).toContain(pipeline);
      expect(closed_on === null).toBe(status === 'open');
    }
    expect(deals.get('502')).toMatchObject({
      status: 'won',
      amount: '4000000',
      currency: 'JPY',
      amount_base: null,
      closed_on: '2026-05-06',
      people: ['18'],
    });
    expect(deals.get('503')).toMatchObject({
      pipeline: 'Service',
      status: 'lost',
      lost_reason: 'Price, and timing',
      people: ['23'],
    });
    expect(deals.get('504')?.people).toEqual([]);
    expect(deals.get('505')?.people).toEqual(['32']);
  });

  test('that are there stay where they are unless a row says otherwise', async () => {
    const one = await office();
    const start = [
      'Record ID,Create Date,Deal Name,Pipeline,Deal Stage,Close Date,Amount',
      '1,,Open,Partners,Demo,2026-03-01,10',
      '2,,Won,Partners,Closed won,2026-03-02,10',
      '3,,Lost,Partners,Closed lost,2026-03-03,10',
      '4,,Moved,Partners,Demo,2026-03-04,10',
      '4,,Moved,,,,11',
      '5,,Second,Partners,Talks,2026-03-05,10',
    ];
    const update = async (lines: readonly string[]) => {
      const options = { start: true, duplicates: 'update' };
      const { counts } = await bring(one, 'deals', form('d.csv', lines.join('\n'), options));
      expect(counts).toMatchObject({ failed: 0, skipped: 0 });
      const deals = await dealsOf(one);
      return [...deals.keys()]
        .sort()
        .map((key) => deals.get(key) as StoredDeal)
        .map(({ pipeline, stage, status, closed_on, amount }) =>
          [pipeline, stage, status, closed_on, Number(amount)].join(),
        );
    };
    const brought = await update(start);
    expect(brought).toEqual([
      'Partners,Demo,open,,1000',
      'Partners,Won,won,2026-03-02,1000',
      'Partners,Lost,lost,2026-03-03,1000',
      'Partners,Demo,open,,1100',
      'Partners,Talks,open,,1000',
    ]);
    const amounts = ['Record ID,Create Date,Deal Name,Close Date,Amount'];
    for (const id of [1, 2, 3, 4, 5]) amounts.push(`${id},,Again,2026-05-01,20`);
    expect(await update(amounts)).toEqual(brought.map((line) => line.replace(/1[01]00$/, '2000')));
    const named = [
      'Record ID,Create Date,Deal Name,Deal Stage,Close Date,Amount',
      '1,,Again,Talks,,30',
      '2,,Again,Closed won,2026-05-01,30',
      '4,,Again,Closed won,2026-05-02,30',
      '4,,Again,,,40',
    ];
    expect(await update(named)).toEqual([
      'Partners,Talks,open,,3000',
      'Partners,Won,won,2026-03-02,3000',
      'Partners,Lost,lost,2026-03-03,2000',
      'Partners,Won,won,2026-05-02,4000',
      'Partners,Talks,open,,2000',
    ]);
  });
});

test.each(['en', 'tr'] as const)('our own export (%s) comes back as it was', async (language) => {
  const [from, to] = [await office(), await office()];
  const people = [
    {
      first_name: 'Zoe',
      last_name: 'Adler',
      status: 'customer',
      tags: ['a, b', 'c; d', 'plain'],
      emails: [
        { label: 'work', value: 'zoe@adler.example', primary: true },
        { label: 'home', value: 'z@home.example' },
      ],
      phones: [{ label: 'mobile', value: '+491701234567', primary: true }],
      addresses: [
        { label: 'work', street: 'Lange Str. 1\nHof', city: 'Köln', country: 'DE', primary: true },
        { label: 'home', street: 'Weg 2', city: 'Bonn', country: 'DE' },
      ],
      do_not_call: true,
      birthday: '--02-29',
      next_step_on: '2026-03-04',
      last_touch_at: '2026-01-02T03:04:05.678Z',
      description: '=HYPERLINK("x")\nand, "more"; \'=1',
    },
    { first_name: '-Ben', last_name: "'=Berg", email: 'ben@berg.example', tags: ['one', 'two'] },
  ];
  const account_id = await made(from, 'accounts', { name: '=Acme, "Inc"' });
  for (const person of people) await made(from, 'contacts', { ...person, account_id });
  const ctx = { ...from.ctx, language };
  const file = await call<string>(ctx, 'contacts.export', { search: 'sort=created_at' });
  const view = await bring(to, 'contacts', form('contacts.csv', file, { start: true }));
  expect(view.counts).toMatchObject({ rows: 2, created: 2, failed: 0, accounts_created: 1 });
  expect(view.warnings.map(({ reason }) => reason)).toEqual(['unknown_owner']);
  const all = async (one: Office) => {
    const list = { search: 'sort=created_at&include=account' };
    const records: Record<string, unknown>[] = (await callAnswer(one.ctx, 'contacts.list', list))
      .data;
    return records.map(({ account, ...record }) => ({
      ...record,
      account: (account as { title: string }).title,
      // Who did it, when and in which row is of the company the record came to.
      ...{ id: 0, account_id: 0, owner_id: 0, version: 0, updated_at: 0 },
      ...{ created_by: 0, updated_by: 0 },
    }));
  };
  expect(await all(to)).toEqual(await all(from));
});

const own: Record<string, object[]> = {
  accounts: [
    {
      name: '=Acme, "Inc"',
      domain: 'acme.example',
      domains: ['acme.test', 'a; b'],
      annual_revenue: '1250.5',
      currency: 'EUR',
      employees: 1200,
      type: 'customer',
      website: 'https://acme.example/a?b=1',
      phones: [{ label: 'main', value: '+491701234567', primary: true }],
      address: { street: 'Lange Str. 1\nHof', city: 'Köln', country: 'DE' },
      links: [{ label: 'blog', value: 'https://blog.acme.example' }],
      tags: ['a, b', 'plain'],
      description: '-1\n"x"',
    },
    { name: "'=Berg", last_touch_at: '2026-01-02T03:04:05.678Z', next_step_on: '2026-03-04' },
  ],
  leads: [
    {
      first_name: 'Zoe',
      last_name: '@dler',
      company_name: 'Acme; Sons',
      emails: [
        { label: 'work', value: 'zoe@adler.example', primary: true },
        { label: 'home', value: 'z@home.example' },
      ],
      phones: [{ label: 'mobile', value: '+491701234567', primary: true }],
      status: 'working',
      rating: 'hot',
      employees: 12,
      source: '+Web',
      do_not_call: true,
      tags: ['one', 'two'],
    },
    { company_name: 'Alone', description: "'=1" },
  ],
  deals: [
    {
      title: '=Deal, "one"',
      amount: '12345.67',
      currency: 'EUR',
      close_on: '2026-05-06',
      probability: '12.5',
      tags: ['a; b', 'c'],
      next_step: '-call',
      description: 'x\ny',
    },
    { title: 'Second', amount: '1' },
  ],
};

test.each(Object.keys(own))('our own export of %s comes back as it was', async (object) => {
  const [from, to] = [await office(), await office()];
  for (const body of own[object] ?? []) await made(from, object, body);
  const file = await call<string>(from.ctx, `${object}.export`, { search: 'sort=created_at' });
  const options = { start: true, time_zone: 'UTC' };
  const there = await bring(to, object, form(`${object}.csv`, file, options));
  expect(there.counts).toMatchObject({ rows: 2, created: 2, skipped: 0, failed: 0 });
  const all = async (one: Office) => {
    const { data } = await callAnswer(one.ctx, `${object}.list`, { search: 'sort=created_at' });
    const records: Record<string, unknown>[] = data;
    return records.map((record) => ({
      ...record,
      // Who did it, when and where it stands is of the company the record came to.
      ...{ id: 0, owner_id: 0, version: 0, updated_at: 0, created_by: 0, updated_by: 0 },
      ...(object === 'deals' ? { pipeline_id: 0, stage_id: 0, stage_since: 0, rank: 0 } : {}),
    }));
  };
  expect(await all(to)).toEqual(await all(from));
  // Brought in where it came from it finds what is there, and changes nothing of it.
  const before = await all(from);
  for (const duplicates of ['skip', 'update']) {
    const again = { ...options, duplicates };
    const view = await bring(from, object, form(`${object}.csv`, file, again));
    expect(view.counts, duplicates).toMatchObject({ rows: 2, created: 0, failed: 0 });
    expect(await all(from), duplicates).toEqual(before);
  }
});

const made = async (one: Office, object: string, body: object): Promise<string> =>
  (await callAnswer(one.ctx, `${object}.create`, { body })).data.id;
