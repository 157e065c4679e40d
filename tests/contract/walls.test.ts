import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestCompany, testCompany } from '../support/company';
import { ownDatabase, type TestDatabase } from '../support/database';
import { type CompanyTable, companyTables, fill } from './foreign-rows';

/**
 * Row level security alone, with no help from the code: whatever SQL the app role sends inside one company,
 * no row of another company is read, changed, added or removed.
 */
let test: TestDatabase;
let mine: TestCompany;
let theirs: TestCompany;
let tables: CompanyTable[];

beforeAll(async () => {
  // Its rows belong to nothing, which would disturb other tests.
  test = await ownDatabase('walls');
  mine = await testCompany({}, test);
  theirs = await testCompany({}, test);
  tables = await companyTables(test);
  for (const company of [mine, theirs]) await fill(test, tables, company);
});

/** Sends one statement as the app role inside my company; answers what happened. */
async function tryIt(text: string, values: unknown[] = []): Promise<number | 'refused'> {
  try {
    const { count } = await test.db.withCompany(mine.scope, (tx) => tx.run({ text, values }));
    return count;
  } catch (error) {
    const { code } = error as { code?: string };
    // 42501: no right, or a new row outside the company. Anything else is a mistake of this test.
    if (code === '42501') return 'refused';
    throw error;
  }
}

describe('with row level security alone', () => {
  it('my own rows are there', async () => {
    for (const { name } of tables)
      expect(await tryIt(`select 1 from "${name}"`), name).toBeGreaterThan(0);
  });

  it('no foreign row is read', async () => {
    for (const { name, key } of tables) {
      expect(
        await tryIt(`select 1 from "${name}" where "${key}" <> $1`, [mine.company.id]),
        name,
      ).toBe(0);
      expect(
        await tryIt(`select 1 from "${name}" where "${key}" = $1`, [theirs.company.id]),
        name,
      ).toBe(0);
    }
  });

  it('no foreign row is changed, removed or taken', async () => {
    for (const { name, key, columns } of tables) {
      const column = columns.find((one) => one !== key) ?? key;
      for (const text of [
        `update "${name}" set "${column}" = "${column}" where "${key}" = $1`,
        `delete from "${name}" where "${key}" = $1`,
      ]) {
        expect([0, 'refused'], `${name}: ${text}`).toContain(
          await tryIt(text, [theirs.company.id]),
        );
      }
      // Moving a row of mine to them, or making one there.
      expect(await tryIt(`update "${name}" set "${key}" = $1`, [theirs.company.id]), name).toBe(
        'refused',
      );
      const list = columns.map((one) => `"${one}"`).join(', ');
      const picked = columns.map((one) => (one === key ? '$1::uuid' : `"${one}"`)).join(', ');
      expect(
        await tryIt(`insert into "${name}" (${list}) select ${picked} from "${name}"`, [
          theirs.company.id,
        ]),
        name,
      ).toBe('refused');
    }
    for (const { name, key } of tables) {
      const { rowCount } = await test.admin.query(`select from "${name}" where "${key}" = $1`, [
        theirs.company.id,
      ]);
      expect(rowCount, name).toBeGreaterThan(0);
    }
  });

  it('nothing at all is seen with no company, an empty one or nonsense', async () => {
    const empty = { company_id: '', user_id: null };
    for (const { name } of tables)
      expect(
        (await test.db.read(empty, { text: `select 1 from "${name}"`, values: [] })).rows,
        name,
      ).toEqual([]);
    const nonsense = { company_id: "x' or true --", user_id: null };
    await expect(
      test.db.read(nonsense, { text: 'select 1 from companies', values: [] }),
    ).rejects.toThrow(/uuid/);
  });

  it('the company of one call is gone in the next on the same connection', async () => {
    for (let i = 0; i < 20; i++) {
      await test.db.read(mine.scope, { text: 'select 1', values: [] });
      await test.db.withCompany(theirs.scope, (tx) => tx.run({ text: 'select 1', values: [] }));
    }
    const left = await test.db.asAuth((tx) =>
      tx.run<{ company: string | null }>({
        text: "select current_setting('ambit.company_id', true) as company",
        values: [],
      }),
    );
    expect(left.rows[0]?.company ?? '').toBe('');
  });

  it('partitions, global tables and the whole file system stay closed', async () => {
    const [partition] = (
      await test.admin.query(
        "select relname from pg_class where relispartition and relkind = 'r' limit 1",
      )
    ).rows;
    for (const name of [
      partition.relname,
      'users',
      'sessions',
      'sign_in_accounts',
      'verifications',
    ]) {
      expect(await tryIt(`select 1 from "${name}"`), name).toBe('refused');
    }
    expect(await tryIt("select pg_read_file('/etc/passwd')")).toBe('refused');
    expect(await tryIt('alter table companies disable row level security')).toBe('refused');
    expect(await tryIt('create table mine (id int)')).toBe('refused');
    expect(await tryIt('truncate companies')).toBe('refused');
  });

  it('events can be added to, never changed', async () => {
    for (const text of ['update events set name = name', 'delete from events'])
      expect(await tryIt(text), text).toBe('refused');
  });
});

describe('secure.sql', () => {
  it('gives no right to everybody', () => {
    expect(readFileSync('db/secure.sql', 'utf8')).not.toMatch(/grant [^;]* to public/i);
  });
});
