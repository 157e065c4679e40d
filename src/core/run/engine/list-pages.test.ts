import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CustomField } from '@/core/shape/custom-field';
import { AppError } from '@/core/shape/errors';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { insertField, insertRecord, objectsOnly } from '../../../../tests/support/records';
import type { Ctx } from '../context';
import type { Answer } from '../module';
import { getRecord } from './get';
import { listRecords } from './list';

let ctx: Ctx;
let company: TestCompany;
let score: CustomField;
const ids: string[] = [];

beforeAll(async () => {
  company = await testCompany();
  const zoe = await company.member('rep', 'Zoe Zander');
  ctx = testCtx(await testApp({ modules: objectsOnly(contacts, accounts) }), company, company);
  score = await insertField(company, 'contacts', 'score', 'integer');
  const companies: string[] = [];
  for (const name of ['Beta', 'Álpha', 'Beta', 'gone', 'Zeta']) {
    companies.push(
      await insertRecord(company, accounts, {
        name,
        title: name,
        deleted_at: name === 'gone' ? '2026-01-01' : null,
      }),
    );
  }
  for (let i = 0; i < 41; i++) {
    ids.push(
      await insertRecord(
        company,
        contacts,
        {
          title: `T${i % 4}`,
          first_name: ['Anna', 'anná', 'Ben', null][i % 4],
          status: ['lead', 'customer', null][i % 3],
          next_step_on: [null, '2024-01-01', '2024-01-02'][(i >> 1) % 3],
          account_id: i % 6 === 5 ? null : companies[i % 5],
          owner_id: [company.user.id, zoe.user.id, null][i % 3],
          created_at: `2026-01-0${1 + (i % 5)}T00:00:00.000Z`,
          deleted_at: i > 36 ? `2026-02-0${i - 36}` : null,
        },
        [{ field: score, value: i % 7 === 0 ? null : i % 5 }],
      ),
    );
  }
}, 60_000);

const list = (params: Record<string, string>, by = ctx): Promise<Answer> =>
  listRecords(by, 'contacts', new URLSearchParams(params));
const idsOf = (answer: Answer): string[] =>
  (JSON.parse(answer.json ?? '') as { id: string }[]).map(({ id }) => id);
const all = async (params: Record<string, string>): Promise<string[]> =>
  idsOf(await list({ limit: '200', fields: 'id', ...params }));

/** Follows cursors from the first page to the last, then back; both ways must show the same. */
async function walk(params: Record<string, string>, limit: number): Promise<string[]> {
  const seen: string[] = [];
  const pages: string[][] = [];
  let cursor: string | null = null;
  let last: Answer;
  do {
    last = await list({
      ...params,
      limit: String(limit),
      fields: 'id',
      ...(cursor ? { cursor } : {}),
    });
    pages.push(idsOf(last));
    seen.push(...idsOf(last));
    cursor = last.pagination?.next_cursor ?? null;
  } while (cursor);
  for (let i = pages.length - 2; i >= 0; i--) {
    const back: string | null = last.pagination?.prev_cursor ?? null;
    expect(back, 'there is a page before').not.toBeNull();
    last = await list({ ...params, limit: String(limit), fields: 'id', cursor: back ?? '' });
    expect(idsOf(last)).toEqual(pages[i]);
  }
  expect(last.pagination?.prev_cursor).toBeNull();
  return seen;
}

const sortable = [
  'created_at',
  'first_name',
  'status',
  'next_step_on',
  'title',
  'account.name',
  'custom.score',
  'owner.name',
  'id',
  'do_not_call',
  'version',
];

describe('pages', () => {
  it('follow one another across ties, forwards and backwards, in any order', async () => {
    const item = fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...sortable));
    const sorts = fc.uniqueArray(item, {
      selector: ([, name]) => name,
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        sorts,
        fc.integer({ min: 1, max: 15 }),
        fc.boolean(),
        async (items, limit, filtered) => {
          const params: Record<string, string> = {
            sort: items.map((one) => one.join('')).join(','),
          };
          if (filtered) params['filter[status][ne]'] = 'lead';
          const whole = await all(params);
          expect(whole).toHaveLength(filtered ? 24 : 37);
          expect(await walk(params, limit)).toEqual(whole);
        },
      ),
      { numRuns: 80 },
    );
  }, 120_000);

  it('are ordered as asked, empty values first and missing ones last', async () => {
    const rows = async (sort: string, field: string) =>
      (
        JSON.parse(
          (await list({ sort, limit: '200', include: 'account,owner' })).json ?? '',
        ) as Record<string, never>[]
      ).map((row) =>
        field
          .split('.')
          .reduce<unknown>(
            (value, part) => (value as Record<string, unknown> | null)?.[part] ?? null,
            row,
          ),
      );
    const ordered = (values: unknown[]) =>
      [...values].sort((a, b) =>
        a === b ? 0 : a === null ? -1 : b === null ? 1 : String(a) < String(b) ? -1 : 1,
      );
    const missingLast = (values: unknown[]) => [
      ...ordered(values).filter((value) => value !== null),
      ...values.filter((value) => value === null),
    ];
    const dates = await rows('next_step_on', 'next_step_on');
    expect(dates).toEqual(ordered(dates));
    expect(await rows('-next_step_on', 'next_step_on')).toEqual([...dates].reverse());
    const scores = await rows('custom.score', 'custom.score');
    expect(scores).toEqual(missingLast(scores));
    expect(scores).toContain(null);
    const falling = await rows('-custom.score', 'custom.score');
    expect(falling[0]).toBe(4);
    expect(falling.at(-1)).toBeNull();
    const names = (await rows('account.name', 'account.name')).map(
      (name) => (name as string | null)?.normalize('NFD')[0] ?? null,
    );
    expect(names).toEqual(missingLast(names));
    const owners = await rows('owner.name', 'owner.title');
    expect(owners).toEqual(missingLast(owners));
  });

  it('put people of one last name in the order of their first names, unless told otherwise', async () => {
    const own = await testCompany();
    const by = testCtx(ctx.app, own, own);
    const people = ['Cem Aydın', 'Ali Zorlu', 'Ayşe Aydın', 'Baha Aydın'];
    for (const name of people) {
      const [first_name, last_name] = name.split(' ');
      await insertRecord(own, contacts, { title: name, first_name, last_name });
    }
    const names = async (sort: string) =>
      (JSON.parse((await list({ sort }, by)).json ?? '') as { first_name: string }[])
        .map(({ first_name }) => first_name)
        .join(' ');
    expect(await names('last_name')).toBe('Ayşe Baha Cem Ali');
    expect(await names('-last_name')).toBe('Ali Cem Baha Ayşe');
    expect(await names('last_name,-first_name')).toBe('Cem Baha Ayşe Ali');
    const first = await list({ sort: 'last_name', limit: '2' }, by);
    const rest = await list({ sort: 'last_name', cursor: first.pagination?.next_cursor ?? '' }, by);
    expect((JSON.parse(rest.json ?? '') as { title: string }[]).map(({ title }) => title)).toEqual([
      'Cem Aydın',
      'Ali Zorlu',
    ]);
  });

  it('neither lose nor repeat records that stay while others come, go and change', async () => {
    const { admin } = await startDatabase();
    const own = await testCompany();
    const reader = testCtx(ctx.app, own, own);
    const made: string[] = [];
    const add = async (i: number) =>
      made.push(
        await insertRecord(own, contacts, {
          first_name: `N${i % 3}`,
          created_at: `2026-01-0${1 + (i % 3)}T00:00:00Z`,
        }),
      );
    for (let i = 0; i < 30; i++) await add(i);
    const stay = new Set(made.filter((_, i) => i % 4 !== 0));
    const seen: string[] = [];
    let cursor: string | null = null;
    let step = 0;
    do {
      const page: Answer = await list(
        { limit: '4', sort: 'first_name,-created_at', ...(cursor ? { cursor } : {}) },
        reader,
      );
      seen.push(...idsOf(page));
      cursor = page.pagination?.next_cursor ?? null;
      // The records of the page itself go too: a cursor must not need the row it came from.
      for (const id of idsOf(page).filter((one) => !stay.has(one)))
        await admin.query('delete from contacts where id = $1', [id]);
      await admin.query('update contacts set first_name_key = $2 where id = $1', [
        made[(step * 4) % 30],
        `n${step % 3}`,
      ]);
      await add(100 + step++);
    } while (cursor && step < 50);
    for (const id of stay) expect(seen.filter((one) => one === id)).toHaveLength(1);
  });

  it('can be counted', async () => {
    const exact = await list({ count: 'exact', 'filter[status]': 'lead' });
    expect(exact.pagination).toMatchObject({
      page: null,
      total: 13,
      totalPages: 1,
      total_is_estimate: false,
    });
    const paged = await list({ page: '2', limit: '10' });
    expect(paged.pagination).toMatchObject({
      page: 2,
      limit: 10,
      total: 37,
      totalPages: 4,
      total_is_estimate: false,
    });
    expect(idsOf(paged)).toEqual((await all({})).slice(10, 20));
    expect((await list({})).pagination).toMatchObject({
      page: null,
      total: null,
      totalPages: null,
      limit: 50,
      total_is_estimate: false,
    });
    for (const sort of ['custom.score', '-account.name', 'owner.name,title']) {
      expect(idsOf(await list({ page: '4', limit: '10', sort }))).toEqual(
        (await all({ sort })).slice(30, 40),
      );
    }
    expect(idsOf(await list({ page: '9', limit: '10' }))).toEqual([]);
  });

  it('of the bin show deleted records only, the latest first', async () => {
    expect(await all({ deleted: 'true' })).toEqual(ids.slice(37).reverse());
    expect(await walk({ deleted: 'true' }, 3)).toEqual(ids.slice(37).reverse());
    expect(await all({ deleted: 'false' })).toEqual(await all({}));
  });

  it('begin with the newest', async () => {
    const rows = JSON.parse((await list({ limit: '200' })).json ?? '') as { created_at: string }[];
    expect(rows.map((row) => row.created_at)).toEqual(
      rows
        .map((row) => row.created_at)
        .sort()
        .reverse(),
    );
  });

  it('take a cursor with another limit, include or mask, but of no other list', async () => {
    const { pagination } = await list({ sort: 'title', limit: '5' });
    const cursor = pagination?.next_cursor ?? '';
    expect(
      idsOf(await list({ sort: 'title', limit: '7', include: 'account', fields: 'title', cursor })),
    ).toEqual((await all({ sort: 'title' })).slice(5, 12));
    const foreign = await testCompany();
    for (const [params, by] of [
      [{ sort: '-title' }, ctx],
      [{}, ctx],
      [{ sort: 'title', q: 'a' }, ctx],
      [{ sort: 'title', 'filter[status]': 'lead' }, ctx],
      [{ sort: 'title', deleted: 'true' }, ctx],
      [{ sort: 'title' }, testCtx(ctx.app, foreign, foreign)],
    ] as const) {
      await expect(list({ ...params, cursor }, by)).rejects.toMatchObject({
        code: 'bad_request',
        details: { issues: [{ path: 'cursor' }] },
      });
    }
  });
});

describe('walls', () => {
  it('show nothing of another company, whatever is asked', async () => {
    const foreign = await testCompany();
    const by = testCtx(ctx.app, foreign, foreign);
    expect(idsOf(await list({}, by))).toEqual([]);
    expect((await list({ count: 'exact' }, by)).pagination?.total).toBe(0);
    expect(idsOf(await list({ 'filter[id][in]': ids.slice(0, 5).join(',') }, by))).toEqual([]);
    expect(idsOf(await list({ q: 'anna' }, by))).toEqual([]);
    await expect(
      getRecord(by, 'contacts', ids[0] ?? '', new URLSearchParams()),
    ).rejects.toMatchObject({ code: 'not_found' });
    // The mistake of naming one company and being another shows nothing either.
    const mixed = { ...ctx, scope: by.scope };
    expect(idsOf(await list({}, mixed))).toEqual([]);
  });

  it('keep relations shut for those who may not read their records', async () => {
    const by = { ...ctx, principal: { ...ctx.principal, permissions: new Set(['contacts:read']) } };
    for (const params of [
      { include: 'account' },
      { 'filter[account.name]': 'Beta' },
      { sort: 'account.name' },
    ] as Record<string, string>[]) {
      await expect(list(params, by)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(
      getRecord(by, 'contacts', ids[0] ?? '', new URLSearchParams('include=account')),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('one record', () => {
  it('comes with what was asked for', async () => {
    const id = ids[1] ?? '';
    const get = async (params: string) =>
      JSON.parse((await getRecord(ctx, 'contacts', id, new URLSearchParams(params))).json ?? '');
    expect(await get('fields=first_name,custom.score')).toEqual({
      id,
      first_name: 'anná',
      custom: { score: 1 },
    });
    const whole = await get('include=account,owner,reports');
    expect(whole).toMatchObject({
      id,
      title: 'T1',
      status: 'customer',
      tags: [],
      emails: [],
      version: 1,
      deleted_at: null,
      reports: [],
      created_at: '2026-01-02T00:00:00.000Z',
    });
    expect(whole.account).toMatchObject({
      title: 'Álpha',
      name: 'Álpha',
      annual_revenue: null,
      tags: [],
    });
    expect(whole.owner).toEqual({
      id: expect.any(String),
      title: 'Zoe Zander',
      email: expect.any(String),
      avatar_url: null,
    });
    expect(Object.keys(whole)).not.toContain('company_id');
    expect(
      await get('include=account.contacts&fields=account.name,account.contacts.title'),
    ).toEqual({
      id,
      account: {
        id: expect.any(String),
        title: 'Álpha',
        name: 'Álpha',
        contacts: expect.any(Array),
      },
    });
  });

  it('carries its version', async () => {
    expect((await getRecord(ctx, 'contacts', ids[0] ?? '', new URLSearchParams())).headers).toEqual(
      { ETag: '"1"' },
    );
  });

  it('is not there when unknown, deleted or no id', async () => {
    for (const id of [newId(), ids[40] ?? '', 'x', "'; select"]) {
      await expect(getRecord(ctx, 'contacts', id, new URLSearchParams())).rejects.toMatchObject({
        code: 'not_found',
        status: 404,
      });
    }
  });

  it('shows five of many, the newest first', async () => {
    const own = await testCompany();
    const by = testCtx(ctx.app, own, own);
    const account = await insertRecord(own, accounts, { name: 'Hub' });
    const people: string[] = [];
    for (let i = 0; i < 8; i++)
      people.push(
        await insertRecord(own, contacts, {
          first_name: `P${i}`,
          account_id: account,
          deleted_at: i === 7 ? '2026-01-01' : null,
        }),
      );
    const { json } = await getRecord(
      by,
      'accounts',
      account,
      new URLSearchParams('include=contacts&fields=name'),
    );
    const { contacts: shown } = JSON.parse(json ?? '') as { contacts: { id: string }[] };
    expect(shown.map(({ id }) => id)).toEqual(people.slice(2, 7).reverse());
  });
});

describe('mistakes', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1e2', 'limit'],
    ['page=0', 'page'],
    ['page=99999999', 'page'],
    ['page=1&cursor=x', 'cursor'],
    ['cursor=abc', 'cursor'],
    ['sort=nope', 'sort'],
    ['sort=', 'sort'],
    ['sort=tags', 'sort'],
    ['sort=owner_id', 'sort'],
    ['sort=title,-title', 'sort'],
    ['sort=deleted_at', 'sort'],
    ['sort=created_at;drop', 'sort'],
    ['sort=account.reports_to.name', 'sort'],
    ['sort=company_id', 'sort'],
    ['sort=reports_to.reports_to.reports_to.reports_to.title', 'sort'],
    ['include=nope', 'include'],
    ['include=owner.account', 'include'],
    ['fields=nope', 'fields'],
    ['fields=account.name', 'fields'],
    ['fields=company_id', 'fields'],
    ['count=yes', 'count'],
    ['deleted=1', 'deleted'],
    ['foo=1', 'foo'],
    ['__proto__=1', '__proto__'],
    ['limit=1&limit=2', 'limit'],
    ['filter[nope]=1', 'filter[nope]'],
    ['filter[custom.nope]=1', 'filter[custom.nope]'],
    ['filter[status][like]=1', 'filter[status][like]'],
    ['filter[status]=unknown', 'filter[status]'],
    ['filter[status]=', 'filter[status]'],
    ['filter[status][gt]=lead', 'filter[status][gt]'],
    ['filter[next_step_on][gte]=2024-02-30', 'filter[next_step_on][gte]'],
    ['filter[next_step_on][between]=2024-02-01', 'filter[next_step_on][between]'],
    ['filter[custom.score][gt]=abc', 'filter[custom.score][gt]'],
    ['filter[custom.score][gt]=1e99', 'filter[custom.score][gt]'],
    ['filter[owner_id]=nobody', 'filter[owner_id]'],
    ['filter[do_not_call]=maybe', 'filter[do_not_call]'],
    ['filter[status', 'filter[status'],
    ["filter[status';--]=1", "filter[status';--]"],
    ['filter={', 'filter'],
    ['filter=[]', 'filter'],
    ['filter={"and":[],"or":[]}', 'filter'],
    [
      'filter={"and":[{"field":"status","op":"eq","value":"lead"},{"field":"x","op":"eq","value":1}]}',
      'filter.and.1',
    ],
    ['filter={"field":"status","op":"eq"}', 'filter.value'],
    ['filter={"field":"status","op":"eq","value":{"a":1}}', 'filter.value'],
    ['filter={"field":"status","op":"in","value":[]}', 'filter.value'],
    ['filter={"field":"first_name","op":"contains","value":"\\u0000"}', 'filter'],
    ['filter={"field":"first_name","op":"eq","value":"\\ud800"}', 'filter'],
    ['filter={"field":"tags","op":"in","value":[null]}', 'filter'],
    ['filter={"field":"last_touch_at","op":"gt","value":5}', 'filter'],
    ['filter={"field":"constructor","op":"eq","value":5}', 'filter'],
    [`filter=${'{"and":['.repeat(9)}${']}'.repeat(9)}`, `filter${'.and.0'.repeat(8)}`],
    [
      `filter={"or":[${Array(100).fill('{"field":"status","op":"empty"}').join(',')}]}`,
      'filter.or.99',
    ],
    [`filter[first_name]=${'x'.repeat(501)}`, 'filter[first_name]'],
    [`q=${'x'.repeat(501)}`, 'q'],
    [`filter[status][in]=${Array(201).fill('lead').join(',')}`, 'filter[status][in]'],
  ];
  it.each(wrong)('%s is refused', async (query, path) => {
    const error: unknown = await list(Object.fromEntries([]), ctx)
      .then(() => listRecords(ctx, 'contacts', new URLSearchParams(query)))
      .catch((one: unknown) => one);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('bad_request');
    expect((error as AppError).details.issues?.map((issue) => issue.path)).toContain(path);
  });

  it('are all named at once', async () => {
    const error = await list({ limit: 'x', sort: 'nope,tags', 'filter[a]': '1', foo: '1' }).catch(
      (one: unknown) => one,
    );
    expect((error as AppError).details.issues?.map((issue) => issue.path)).toEqual(
      expect.arrayContaining(['limit', 'sort', 'foo']),
    );
  });

  it('never become errors of the server', async () => {
    const name = fc.oneof(
      fc.constantFrom(
        'limit',
        'page',
        'cursor',
        'sort',
        'q',
        'filter',
        'include',
        'fields',
        'count',
        'deleted',
        'filter[status]',
        'filter[next_step_on][gt]',
        'filter[first_name][contains]',
        'filter[account.name][in]',
      ),
      fc.string(),
    );
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom(
        '-created_at',
        'account.name',
        '1',
        'true',
        'lead',
        '{"field":"status","op":"in","value":["lead"]}',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 4 }), async (pairs) => {
        const error: unknown = await listRecords(ctx, 'contacts', new URLSearchParams(pairs)).then(
          () => null,
          (one: unknown) => one,
        );
        if (error !== null) expect(error, String(error)).toMatchObject({ code: 'bad_request' });
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
