import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestCompany, testCompany } from '../../../tests/support/company';
import { startDatabase, type TestDatabase } from '../../../tests/support/database';
import { openDatabase } from './database';
import { DatabaseAway, NotCommitted, sqlState } from './errors';

let test: TestDatabase;
let one: TestCompany;
let two: TestCompany;

beforeAll(async () => {
  test = await startDatabase();
  one = await testCompany({ name: 'One' });
  two = await testCompany({ name: 'Two' });
});

const names = { text: 'select name from companies', values: [] };
const rename = (name: string) => ({ text: 'update companies set name = $1', values: [name] });
const nameOf = async (company: TestCompany) =>
  (await test.db.read<{ name: string }>(company.scope, names)).rows[0]?.name;

describe('a transaction', () => {
  it('sees one company and saves what it did', async () => {
    expect((await test.db.read(two.scope, names)).rows).toEqual([{ name: 'Two' }]);
    const { count } = await test.db.withCompany(one.scope, (tx) => tx.run(rename('Uno')));
    expect(count).toBe(1);
    expect(await nameOf(one)).toBe('Uno');
    expect(await nameOf(two)).toBe('Two');
  });

  it('saves nothing when it throws, also through Drizzle', async () => {
    const before = await nameOf(one);
    const failed = test.db.withCompany(one.scope, async (tx) => {
      await tx.run(rename('Gone'));
      await tx.orm.execute(sql`update companies set country = 'XX'`);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await nameOf(one)).toBe(before);
  });

  it('does not pass for saved when an error inside it was caught', async () => {
    const swallowed = test.db.withCompany(one.scope, async (tx) => {
      await tx.run(rename('Lost'));
      await tx.run({ text: 'select 1 / 0', values: [] }).catch(() => undefined);
    });
    await expect(swallowed).rejects.toBeInstanceOf(NotCommitted);
  });

  it('cannot be ended from inside', async () => {
    const nested = test.db.withCompany(one.scope, (tx) => tx.orm.transaction(async () => 1));
    await expect(nested).rejects.toThrow();
    let kept: Parameters<Parameters<typeof test.db.withCompany>[1]>[0] | null = null;
    await test.db.withCompany(one.scope, async (tx) => {
      kept = tx;
    });
    await expect(async () => kept?.run(names)).rejects.toThrow('over');
  });

  it('takes statements that were started together in turn', async () => {
    const rows = await test.db.withCompany(one.scope, (tx) =>
      Promise.all([1, 2, 3].map((n) => tx.run({ text: 'select $1::int as n', values: [n] }))),
    );
    expect(rows.map((row) => row.rows[0])).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('is repeated after a deadlock', async () => {
    const users = [one.user.id, (await one.member('rep')).user.id];
    const touch = (id: string) => ({
      text: 'update members set avatar_url = avatar_url where user_id = $1',
      values: [id],
    });
    let tries = 0;
    const cross = (order: string[]) =>
      test.db.withCompany(one.scope, async (tx) => {
        tries += 1;
        await tx.run(touch(order[0] as string));
        await tx.run({ text: 'select pg_sleep(0.2)', values: [] });
        await tx.run(touch(order[1] as string));
        return 'done';
      });
    expect(await Promise.all([cross(users), cross([...users].reverse())])).toEqual([
      'done',
      'done',
    ]);
    expect(tries).toBeGreaterThan(2);
  });
});

describe('a read', () => {
  it('gives values as the API writes them', async () => {
    const text = `select 9007199254740991::int8 as safe, '-9223372036854775808'::int8 as none, 12.50::numeric as exact, '2024-02-29'::date as day,
      '2026-01-02 03:04:05.6+02'::timestamptz as at, '-infinity'::timestamptz as never, '{"a":1}'::jsonb as json,
      '{x,"y z"}'::text[] as list, null::text as nothing`;
    expect((await test.db.read(one.scope, { text, values: [] })).rows[0]).toEqual({
      safe: Number.MAX_SAFE_INTEGER,
      none: '-9223372036854775808',
      exact: '12.50',
      day: '2024-02-29',
      at: '2026-01-02T01:04:05.600Z',
      never: '-infinity',
      json: { a: 1 },
      list: ['x', 'y z'],
      nothing: null,
    });
  });

  it('sends values as they are', async () => {
    const list = ['plain', 'quo"te', 'back\\slash', '{br,ace}', '', 'NULL', null];
    const values = [list, 'Ω', true, 7, new Date(0), JSON.stringify({ a: [1] })];
    const text =
      'select $1::text[] as a, $2::text as b, $3::bool as c, $4::int as d, $5::timestamptz as e, $6::jsonb as f';
    const { rows } = await test.db.read(one.scope, { text, values });
    expect(rows[0]).toEqual({
      a: list,
      b: 'Ω',
      c: true,
      d: 7,
      e: '1970-01-01T00:00:00.000Z',
      f: { a: [1] },
    });
  });

  it('keeps a named statement across calls, errors and a changed text', async () => {
    const ask = (text: string, value: unknown) =>
      test.db.read(one.scope, { name: 'probe', text, values: [value] });
    for (const n of [1, 2]) expect((await ask('select $1::int as n', n)).rows).toEqual([{ n }]);
    await expect(ask('select nothing from nowhere where $1 = 1', 1)).rejects.toThrow('nowhere');
    expect((await ask('select $1::text as t', 'x')).rows).toEqual([{ t: 'x' }]);
    await expect(ask('select 1 / $1::int as n', 0)).rejects.toThrow('zero');
    expect((await ask('select 1 / $1::int as n', 1)).rows).toEqual([{ n: 1 }]);
  });

  it('plans a statement once where that is asked for', async () => {
    const alone = openDatabase(test.urls, { sizes: { app: 1 } });
    try {
      const text = 'select id from companies where id = $1';
      for (let times = 0; times < 3; times++)
        await alone.read(one.scope, {
          ...{ name: 'once', plan_once: true },
          ...{ text, values: [one.scope.company_id] },
        });
      const plans =
        'select generic_plans, custom_plans from pg_prepared_statements where name = $1';
      const { rows } = await alone.read(one.scope, { text: plans, values: ['once'] });
      expect(rows).toEqual([{ generic_plans: 3, custom_plans: 0 }]);
    } finally {
      await alone.close();
    }
  });

  it('stops at its time limit and when its caller is gone', async () => {
    const slow = { text: 'select pg_sleep(5)', values: [] };
    const late = await test.db
      .read(one.scope, slow, { statement_timeout_ms: 50 })
      .catch((error: unknown) => error);
    expect(sqlState(late)).toBe('57014');
    const gone = new AbortController();
    setTimeout(() => gone.abort(new Error('caller left')), 50);
    const start = performance.now();
    await expect(test.db.read(one.scope, slow, { signal: gone.signal })).rejects.toThrow(
      'caller left',
    );
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await nameOf(two)).toBe('Two');
  });

  it('refuses to copy a table out or in', async () => {
    await expect(
      test.db.read(one.scope, { text: 'copy companies from stdin', values: [] }),
    ).rejects.toThrow();
    expect((await test.db.read(one.scope, names)).count).toBe(1);
  });
});

describe('a database that is away', () => {
  const nowhere = 'postgres://nobody:x@127.0.0.1:1/none';

  it('is told apart from an error of the request', async () => {
    const db = openDatabase({ app: nowhere, auth: nowhere, relay: nowhere });
    for (const call of [
      () => db.read(one.scope, names),
      () => db.withCompany(one.scope, (tx) => tx.run(names)),
      () => db.ping(),
    ]) {
      await expect(call()).rejects.toBeInstanceOf(DatabaseAway);
    }
    await db.close();
  });

  it('does not hurt when only the idle connections died', async () => {
    const db = openDatabase(test.urls);
    await Promise.all(
      [1, 2, 3].map(() => db.read(one.scope, { text: 'select pg_sleep(0.05)', values: [] })),
    );
    const { app } = test.urls;
    await test.admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = $2 and pid <> pg_backend_pid()',
      [test.name, new URL(app).username],
    );
    expect((await db.read(one.scope, names)).count).toBe(1);
    expect(await db.withCompany(one.scope, async (tx) => (await tx.run(names)).count)).toBe(1);
    await db.close();
  });
});

it('keeps two companies apart under many interleaved calls with errors and aborts', async () => {
  const companies = [one, two];
  const seen = await Promise.all(
    Array.from({ length: 400 }, async (_, i) => {
      const { scope } = companies[i % 2] as TestCompany;
      const gone = new AbortController();
      if (i % 7 === 0) setImmediate(() => gone.abort());
      try {
        if (i % 5 === 0)
          await test.db
            .withCompany(scope, (tx) => tx.run({ text: 'select 1 / 0', values: [] }))
            .catch(() => undefined);
        const { rows } = await test.db.read<{ id: string }>(
          scope,
          { name: 'ids', text: 'select id from companies', values: [] },
          { signal: gone.signal },
        );
        return rows.length === 1 && rows[0]?.id === scope.company_id;
      } catch {
        return gone.signal.aborted;
      }
    }),
  );
  expect(seen.filter((right) => !right)).toEqual([]);
}, 30_000);
