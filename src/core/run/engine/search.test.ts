import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { searchEverything } from '@/features/search/queries';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { insertRecord, objectsOnly } from '../../../../tests/support/records';
import type { Ctx } from '../context';
import type { Answer } from '../module';
import { listRecords } from './list';
import { searchWords } from './search-words';

interface Document {
  readonly id: string;
  readonly body: string;
  readonly created_at: string;
}

let company: TestCompany;
let ctx: Ctx;
/** Newest first. */
let documents: Document[];
const total = 9000;

/** Word by age: common, rare, only long ago, only lately. The order of writing is not that of creation. */
function bodyOf(age: number): string {
  const words = ['person', age % 3 === 0 ? 'anna' : 'ben', `n${age % 500}x`];
  if (age > 5000 && age % 4 === 0) words.push('archivist');
  if (age < 40) words.push('fresh');
  if (age === 8000) words.push('zebulon');
  if (age % 1000 === 1) words.push('çağ_50%'.normalize('NFKD').replace(/\p{M}/gu, ''));
  return words.join('\n');
}

beforeAll(async () => {
  company = await testCompany();
  ctx = testCtx(await testApp({ modules: objectsOnly(contacts, accounts) }), company, company);
  const { admin } = await startDatabase();
  documents = Array.from({ length: total }, (_, age) => ({
    id: newId(),
    body: bodyOf(age),
    // Ties, so that the id decides.
    created_at: new Date(Date.UTC(2026, 0, 1) - Math.floor(age / 3) * 60_000).toISOString(),
  }));
  const written = [...documents].reverse();
  // Some hundred were written long after they were made.
  for (let i = 0; i < 300; i++) written.push(...written.splice((i * 7919) % (total - 400), 1));
  await admin.query(
    `insert into contacts (company_id, id, title, created_at, updated_at)
     select $1, id, 'x', at, at from unnest($2::uuid[], $3::timestamptz[]) as u (id, at)`,
    [company.company.id, written.map((one) => one.id), written.map((one) => one.created_at)],
  );
  await admin.query(
    // Far apart, as if others had written in between: about 13 documents in each slot.
    `insert into search_documents (company_id, object, record_id, title_key, body, created_at, seq)
     select $1, 'contacts', id, '', body, at, 1000 + i * 300 from unnest($2::uuid[], $3::text[], $4::timestamptz[]) with ordinality as u (id, body, at, i)`,
    [
      company.company.id,
      written.map((one) => one.id),
      written.map((one) => one.body),
      written.map((one) => one.created_at),
    ],
  );
  await admin.query('analyze search_documents; analyze contacts');
  documents.sort((a, b) =>
    a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1,
  );
}, 120_000);

const list = (params: Record<string, string>, by = ctx): Promise<Answer> =>
  listRecords(by, 'contacts', new URLSearchParams(params));
const idsOf = (answer: Answer): string[] =>
  (JSON.parse(answer.json ?? '') as { id: string }[]).map(({ id }) => id);
const matching = (...words: string[]): string[] =>
  documents.filter(({ body }) => words.every((word) => body.includes(word))).map(({ id }) => id);

describe('q', () => {
  it.each([
    'anna',
    'archivist',
    'fresh',
    'zebulon',
    'nothing',
    'n17x',
    'rch',
    'an',
    '_50%',
    'cag',
    '%',
    'perso ben',
    'anna archivist',
    'zebulon ben',
    'ZEBÜLON',
  ])(
    '%s finds the newest first, page after page',
    async (q) => {
      const expected = matching(...searchWords(q));
      const found: string[] = [];
      let cursor: string | null = null;
      let pages = 0;
      do {
        const page: Answer = await list({
          q,
          limit: '60',
          fields: 'id',
          ...(cursor ? { cursor } : {}),
        });
        found.push(...idsOf(page));
        cursor = page.pagination?.next_cursor ?? null;
      } while (cursor && ++pages < 6);
      expect(found).toEqual(expected.slice(0, found.length));
      expect(found.length).toBe(Math.min(expected.length, 360));
    },
    30_000,
  );

  it('goes with filter, sort, page and count', async () => {
    const rare = matching('n17x');
    expect(idsOf(await list({ q: 'n17x', sort: 'created_at', limit: '200' }))).toEqual(
      [...rare].reverse(),
    );
    expect(idsOf(await list({ q: 'anna', sort: 'created_at', limit: '20' }))).toEqual(
      matching('anna').reverse().slice(0, 20),
    );
    expect(idsOf(await list({ q: 'anna', page: '3', limit: '20' }))).toEqual(
      matching('anna').slice(40, 60),
    );
    expect((await list({ q: 'anna', count: 'exact' })).pagination?.total).toBe(
      matching('anna').length,
    );
    expect((await list({ q: 'n17x', count: 'estimate' })).pagination?.total).toBe(rare.length);
    const ids = documents.slice(0, 30).map(({ id }) => id);
    expect(idsOf(await list({ q: 'anna', 'filter[id][in]': ids.join(',') }))).toEqual(
      matching('anna').filter((id) => ids.includes(id)),
    );
    const second = await list({
      q: 'archivist',
      limit: '20',
      cursor: (await list({ q: 'archivist', limit: '20' })).pagination?.next_cursor ?? '',
    });
    const back = await list({
      q: 'archivist',
      limit: '20',
      cursor: second.pagination?.prev_cursor ?? '',
    });
    expect(idsOf(back)).toEqual(matching('archivist').slice(0, 20));
  });

  it('is the same for any words as reading every text', async () => {
    const word = fc.constantFrom(
      'anna',
      'ben',
      'archivist',
      'fresh',
      'zebulon',
      'n1',
      'n17x',
      'x',
      'e',
      'chiv',
      '50',
      'no',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 100 }),
        async (words, limit) => {
          expect(
            idsOf(await list({ q: words.join(' '), limit: String(limit), fields: 'id' })),
          ).toEqual(matching(...words).slice(0, limit));
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('finds nothing of another company and nothing in the bin, which is searched apart', async () => {
    const other = await testCompany();
    const by = testCtx(ctx.app, other, other);
    expect(idsOf(await list({ q: 'anna' }, by))).toEqual([]);
    const mine = await insertRecord(other, contacts, { first_name: 'Anna', title: 'Anna' });
    const gone = await insertRecord(other, contacts, {
      first_name: 'Anna',
      title: 'Anna',
      deleted_at: '2026-01-01',
    });
    expect(idsOf(await list({ q: 'anna' }, by))).toEqual([mine]);
    expect(idsOf(await list({ q: 'anna', deleted: 'true' }, by))).toEqual([gone]);
    expect(idsOf(await list({ q: 'an', sort: 'title' }, by))).toEqual([mine]);
  });
});

describe('words', () => {
  it.each([
    ['Anna  NOVÁK', ['novak', 'anna']],
    ['0532 123 45 67', ['5321234567']],
    ['+49 (30) 123-45', ['493012345']],
    ['2024', ['2024']],
    ['12 34', ['12', '34']],
    ['anna anna', ['anna']],
    ['   ', []],
    ['a@b.example', ['a@b.example']],
  ])('%s', (q, words) => expect(searchWords(q)).toEqual(words));
});

describe('search everywhere', () => {
  const search = async (q: string, by: Ctx) =>
    JSON.parse((await searchEverything.run(by, { query: { q } } as never)).json ?? '') as {
      id: string;
      object: string;
    }[];

  it('shows titles that begin with the text first, then the newest, five of each object', async () => {
    const own = await testCompany();
    const by = testCtx(ctx.app, own, own);
    const person = (title: string, more = {}) =>
      insertRecord(own, contacts, { title, first_name: title, ...more });
    const inside = await person('Joanna Berg', { email: 'joanna@acme.example' });
    const exact = await person('Anna');
    const begins = await person('Anna Zeller', { phone: '+4930123' });
    const firm = await insertRecord(own, accounts, {
      title: 'Annaberg AG',
      name: 'Annaberg AG',
      domain: 'annaberg.example',
    });
    await person('Anna gone', { deleted_at: '2026-01-01' });
    expect(await search('ANN', by)).toEqual([
      { object: 'contacts', id: exact, title: 'Anna', detail: null },
      { object: 'contacts', id: begins, title: 'Anna Zeller', detail: '+4930123' },
      { object: 'accounts', id: firm, title: 'Annaberg AG', detail: 'annaberg.example' },
      { object: 'contacts', id: inside, title: 'Joanna Berg', detail: 'joanna@acme.example' },
    ]);
    for (let i = 0; i < 9; i++) await person(`Annabel ${i}`);
    expect((await search('annab', by)).map(({ object }) => object)).toEqual([
      ...Array(5).fill('contacts'),
      'accounts',
    ]);
    expect(await search('%', by)).toEqual([]);
    const narrow = {
      ...by,
      principal: { ...by.principal, permissions: new Set(['accounts:read']) },
    };
    expect((await search('ann', narrow)).map(({ id }) => id)).toEqual([firm]);
    const foreign = await testCompany();
    expect(await search('ann', testCtx(ctx.app, foreign, foreign))).toEqual([]);
  });
});
