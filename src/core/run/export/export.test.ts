import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { streamXlsxRows } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import type { App } from '@/core/run/context';
import { createRouter } from '@/http/router';
import { harmless, harmlessColumn, harmlessValue, unprotected } from '@/platform/csv';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { Browser, joined, type Person, registered } from '../../../../tests/support/browser';
import { startDatabase } from '../../../../tests/support/database';

let app: Awaited<ReturnType<typeof testApp>>;
let person: Person;
beforeAll(async () => {
  app = await testApp({ env: { AMBIT_RATE_LIMIT: 'off' } });
  person = await registered(app, 'Ada Byron');
});

interface File {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

async function fetched(by: Browser, path: string): Promise<File> {
  const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const request = new Request(`http://localhost:3000/api${path}`, {
    headers: { cookie },
  });
  const response = await createRouter(app as App).fetch(request, { address: '127.0.0.1' });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

type Row = Record<string, string>;

async function csv(by: Browser, path: string): Promise<Row[]> {
  const file = await fetched(by, path);
  const text = Buffer.from(file.bytes).toString();
  expect(file.status, text).toBe(200);
  expect(text.startsWith('\ufeff')).toBe(true);
  return parse(text, { columns: true, bom: true });
}

async function sheet(by: Browser, path: string): Promise<unknown[][]> {
  const file = await fetched(by, path);
  expect(file.status).toBe(200);
  const rows: unknown[][] = [];
  for await (const { values } of streamXlsxRows(file.bytes)) rows.push([...values]);
  return rows;
}

const made = async (by: Browser, path: string, body: object): Promise<string> => {
  const answer = await by.post<{ id: string }>(path, body);
  expect(answer.status, JSON.stringify(answer)).toBe(201);
  return answer.data.id;
};

interface Entry {
  name: string;
  object: string;
  changes: { field: string; after: unknown }[];
}
const exportsOf = async ({ browser }: Person): Promise<Record<string, unknown>[]> => {
  const { data } = await browser.get<Entry[]>('/events?name=export.*');
  return data.map(({ name, changes }) => ({
    name,
    ...Object.fromEntries(changes.map(({ field, after }) => [field, after])),
  }));
};

describe('a file of records', () => {
  test('has what the list has, in its order, with titles, ids and currencies', async () => {
    const { browser } = person;
    const account = await made(browser, '/accounts', {
      name: 'Acme, "Inc"',
      annual_revenue: '1250.5',
    });
    const id = await made(browser, '/contacts', {
      first_name: 'Zoe',
      last_name: 'Adler',
      account_id: account,
      status: 'customer',
      tags: ['one, two', 'three'],
      emails: [
        { label: 'work', value: 'zoe@adler.example', primary: true },
        { label: null, value: 'z@home.example' },
      ],
      phones: [{ label: 'mobile', value: '+491701234567', primary: true }],
      address: { street: 'Lange Str. 1\nHof', city: 'Köln', country: 'DE' },
      do_not_call: true,
      birthday: '--02-29',
      next_step_on: '2026-03-04',
      description: '=HYPERLINK("http://evil.example")',
    });
    await made(browser, '/contacts', { last_name: 'Zander' });
    const rows = await csv(browser, '/contacts/export?sort=-last_name');
    expect(rows.map(({ 'Last name': name }) => name)).toEqual(['Zander', 'Adler']);
    expect(rows[1]).toMatchObject({
      'First name': 'Zoe',
      Account: 'Acme, "Inc"',
      'Account: id': account,
      Owner: 'Ada Byron',
      'Owner: e-mail': person.email,
      Tags: '["one, two","three"]',
      'E-mail': 'zoe@adler.example',
      Phone: '+491701234567',
      'Address: street': 'Lange Str. 1\nHof',
      'Address: city': 'Köln',
      'Do not call': 'true',
      Birthday: "'--02-29",
      'Next step on': '2026-03-04',
      Description: `'=HYPERLINK("http://evil.example")`,
      'Ambit id': id,
    });
    const [amounts] = await csv(browser, '/accounts/export?fields=name,annual_revenue');
    expect(amounts).toEqual({
      Name: 'Acme, "Inc"',
      'Annual revenue': '1250.50',
      'Annual revenue: currency': expect.stringMatching(/^[A-Z]{3}$/),
      'Ambit id': account,
    });
    await browser.patch('/company', { language: 'tr' });
    const [few] = await csv(browser, '/contacts/export?fields=title,last_name&q=zoe');
    expect(few).toEqual({ 'Ad soyad': 'Zoe Adler', Soyadı: 'Adler', 'Ambit kimliği': id });
    expect(await csv(browser, '/contacts/export?filter[last_name]=zander')).toHaveLength(1);
    expect(await csv(browser, '/contacts/export?deleted=true')).toHaveLength(0);
  });

  test('is a workbook with real numbers, days, times and texts', async () => {
    const host = await registered(app);
    await made(host.browser, '/accounts', {
      name: '=1+1',
      annual_revenue: '12.5',
    });
    await made(host.browser, '/deals', { title: '=1+1', amount: '10', close_on: '2026-05-06' });
    const [headers, row] = await sheet(
      host.browser,
      '/deals/export?format=xlsx&fields=title,amount,close_on,created_at,amount_from_items',
    );
    expect(headers).toEqual([
      ...['Title', 'Amount', 'Currency', 'Expected close', 'Created'],
      ...['Amount follows the items, if any', 'Ambit id'],
    ]);
    expect(row?.slice(0, 4)).toEqual([
      "'=1+1",
      10,
      expect.stringMatching(/^[A-Z]{3}$/),
      new Date('2026-05-06'),
    ]);
    expect(row?.[4]).toBeInstanceOf(Date);
    expect(row?.[5]).toBe(true);
    await host.browser.patch('/company', { language: 'tr' });
    const { headers: sent } = await fetched(host.browser, '/deals/export?format=xlsx');
    expect(sent.get('content-disposition')).toMatch(
      /^attachment; filename="deals-\d{4}-\d\d-\d\d\.xlsx"; filename\*=UTF-8''F%C4%B1rsatlar-/,
    );
  });

  test('is written down once, with who, what, how and how many', async () => {
    const host = await registered(app);
    await made(host.browser, '/contacts', { last_name: 'One' });
    await csv(host.browser, '/contacts/export?fields=last_name&filter[last_name]=one');
    await expect
      .poll(() => exportsOf(host))
      .toEqual([
        {
          name: 'export.completed',
          ...{ of: 'contacts', format: 'csv', rows: 1, fields: 'last_name, id' },
          'filter[last_name]': 'one',
        },
      ]);
  });

  test('says before what it will hold', async () => {
    const host = await registered(app);
    await made(host.browser, '/contacts', { last_name: 'One' });
    const { data } = await host.browser.get('/contacts/export/preview?fields=last_name');
    expect(data).toEqual({ rows: 1, columns: ['Last name', 'Ambit id'], xlsx: true });
  });

  test.each([
    ['limit=5', 'limit'],
    ['include=owner', 'include'],
    ['format=pdf', 'format'],
    ['fields=nothing', 'fields'],
    ['sort=nothing', 'sort'],
    ['filter[nothing]=1', 'filter[nothing]'],
  ])('refuses %s in words', async (search, path) => {
    for (const end of ['', '/preview']) {
      const answer = await person.browser.get(`/contacts/export${end}?${search}`);
      expect([answer.status, answer.issues?.[0]?.path]).toEqual([400, path]);
    }
  });
});

describe('cells', () => {
  test('that a spreadsheet would run are harmless, and come back as they were', async () => {
    const host = await registered(app);
    const texts = [
      ...['=1', "'=1", "''+x", '+49 30', '+4930123456', '-1', '@x', '＝1', "it's", `a"b,c;d`],
      ...["\\' or 1=1 --", '$1', "'); drop table contacts; --", '{"a":1}', 'x\ny'],
    ];
    for (const description of texts)
      await made(host.browser, '/contacts', { last_name: 'X', description });
    const rows = await csv(host.browser, '/contacts/export?sort=created_at');
    const cells = rows.map(({ Description = '' }) => Description);
    expect(cells.filter((cell) => /^[=+\-@＝]/.test(cell))).toEqual(['+4930123456']);
    expect(cells.map(unprotected)).toEqual(texts);
    for (const text of texts.filter((one) => !one.includes('\n'))) {
      const filter = JSON.stringify({ field: 'description', op: 'contains', value: text });
      const found = await csv(
        host.browser,
        `/contacts/export?filter=${encodeURIComponent(filter)}`,
      );
      expect(found.map(({ Description = '' }) => unprotected(Description))).toContain(text);
    }
  });

  test('in SQL and in code are the same', async () => {
    const { admin } = await startDatabase();
    const text = fc.string({
      unit: fc.constantFrom("'", '=', '+', '-', '1', 'a', '\t', '＠', ' '),
    });
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const { rows } = await admin.query(
          `select ${harmlessColumn('v')} as c, ${harmlessValue('v')} as d from (select $1::text as v) x`,
          [value],
        );
        const cell = harmless(value);
        expect(rows[0]).toEqual({ c: cell || null, d: cell || null });
        expect(unprotected(cell)).toBe(value);
      }),
    );
  });
});

describe('who exports', () => {
  const custom = async (host: Person, rights: object, fields = {}) => {
    const all = { read: 'all', create: 'all', update: 'all', delete: 'all' };
    const far = { export: 'all', import: 'all', bulk: 'all', ...rights };
    const { data: role } = await host.browser.post<{ id: string }>('/roles', {
      name: `Role ${newId()}`,
      rights: { objects: { '*': { ...all, ...far } }, administration: [], fields },
    });
    const member = await joined(app, host, 'custom');
    const given = { role_ids: [role.id] };
    const answer = await host.browser.put(`/members/${member.user_id}/roles`, given);
    expect(answer.status, JSON.stringify(answer)).toBe(200);
    return member;
  };

  test('a seller who reads all deals and exports their own gets their own', async () => {
    const host = await registered(app);
    const rep = await custom(host, { export: 'own' });
    await made(host.browser, '/deals', { title: 'Theirs' });
    await made(rep.browser, '/deals', { title: 'Mine' });
    expect((await rep.browser.get<unknown[]>('/deals')).data).toHaveLength(2);
    const titles = async (search = '') =>
      (await csv(rep.browser, `/deals/export${search}`)).map(({ Title }) => Title);
    expect(await titles()).toEqual(['Mine']);
    expect(await titles('?q=theirs')).toEqual([]);
    expect(await titles('?filter[title]=Theirs')).toEqual([]);
    const { data } = await rep.browser.get<{ rows: number }>('/deals/export/preview');
    expect(data.rows).toBe(1);
  });

  test('without the right nobody, nor a key that only reads', async () => {
    const host = await registered(app);
    const reader = await joined(app, host, 'read_only');
    expect((await reader.browser.get('/contacts/export')).status).toBe(403);
    for (const [scope, status] of [
      ['contacts:read', 403],
      ['contacts:export', 200],
    ] as const) {
      const { data } = await host.browser.post<{ key: string }>('/api-keys', {
        name: scope,
        scopes: ['contacts:read', scope].filter((one, at, all) => all.indexOf(one) === at),
      });
      const headers = { authorization: `Bearer ${data.key}` };
      const answer = await new Browser(app).fetch('/contacts/export', headers);
      expect(answer.status).toBe(status);
      await answer.arrayBuffer();
    }
  });

  test('hidden fields are nowhere, masked ones as the list shows them', async () => {
    const host = await registered(app);
    const fields = { contacts: { job_title: 'hidden', email: 'masked', phone: 'masked' } };
    const member = await custom(host, {}, fields);
    await made(host.browser, '/contacts', {
      ...{ last_name: 'Adler', job_title: 'Spy', email: 'zoe@adler.example' },
      phone: '+491701234567',
    });
    const [row] = await csv(member.browser, '/contacts/export');
    const { data } = await member.browser.get<Record<string, string>[]>('/contacts');
    expect(row).not.toHaveProperty('Job title');
    expect(JSON.stringify(row)).not.toMatch(/Spy|zoe@|1701234567/);
    expect([row?.['E-mail'], row?.Phone]).toEqual([data[0]?.email, data[0]?.phone]);
    for (const search of [
      'sort=email',
      'sort=job_title',
      'filter[job_title]=Spy',
      'filter[email]=a',
    ])
      expect((await member.browser.get(`/contacts/export?${search}`)).status, search).toBe(400);
  });
});
