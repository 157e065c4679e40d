import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../../tests/support/database';
import { databaseUrl, testRoles, testSecret } from '../../../tests/support/names';
import { systemClock } from '../clock';
import { projectRoot } from '../paths';
import { assertServable } from './guard';
import { readMigrations } from './migrations';
import { type MigrateOptions, migrate } from './migrator';
import { rolePassword } from './roles';
import { SetupError } from './setup-error';

const made: string[] = [];
const migrations = readdirSync(join(projectRoot, 'db', 'migrations'))
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.replace('.sql', ''))
  .sort();
let test: TestDatabase;
const passwordOf = (role: string) => rolePassword(testSecret, role);
const appUrl = (name: string) =>
  databaseUrl(inject('testServer').admin_url, name, testRoles.app, passwordOf(testRoles.app));

async function options(
  given: Partial<MigrateOptions> = {},
): Promise<MigrateOptions & { name: string }> {
  const name = `${inject('testServer').run}_migrate_${made.length}`;
  await test.admin.query(`create database "${name}"`);
  made.push(name);
  return {
    name,
    url: databaseUrl(inject('testServer').admin_url, name),
    roles: testRoles,
    passwords: {
      app: passwordOf(testRoles.app),
      app_is_ours: true,
      auth: passwordOf(testRoles.auth),
      relay: passwordOf(testRoles.relay),
    },
    now: systemClock.now(),
    ...given,
  };
}

/** A copy of db/ with one more migration. */
function folderWith(name: string, sql: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ambit-migrations-'));
  cpSync(join(projectRoot, 'db'), folder, { recursive: true });
  writeFileSync(join(folder, 'migrations', `${name}.sql`), sql);
  return folder;
}

async function ask(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  test = await startDatabase();
});
afterAll(async () => {
  for (const name of made) await test.admin.query(`drop database if exists "${name}" with (force)`);
});

describe('migrate', () => {
  it('runs once, however many processes start together', async () => {
    const to = await options();
    const ran = await Promise.all([migrate(to), migrate(to), migrate(to)]);
    expect(ran.flat()).toEqual(migrations);
    expect(await migrate(to)).toEqual([]);
    await assertServable(appUrl(to.name), 'DATABASE_URL');
  });

  it('adds what is new and leaves nothing of a migration that fails', async () => {
    const to = await options();
    await migrate(to);
    const broken = folderWith(
      '9998_broken',
      'create table half (company_id uuid not null, id uuid not null); select nothing;',
    );
    await expect(migrate({ ...to, folder: broken })).rejects.toThrow(/nothing/);
    expect(await ask(to.url, "select to_regclass('half') as half")).toEqual([{ half: null }]);
    const good = folderWith(
      '9999_good',
      'create table added (company_id uuid not null, id uuid not null, primary key (company_id, id));',
    );
    expect(await migrate({ ...to, folder: good })).toEqual(['9999_good']);
    // A table with a company needs no word about it to be behind the wall.
    expect(
      await ask(
        to.url,
        "select relforcerowsecurity as forced, pg_get_userbyid(relowner) as owner from pg_class where relname = 'added'",
      ),
    ).toEqual([{ forced: true, owner: testRoles.owner }]);
    expect(await ask(appUrl(to.name), 'select * from added')).toEqual([]);
    await expect(migrate(to)).rejects.toThrow(/newer Ambit \(migration 9999_good\)/);
    await expect(assertServable(appUrl(to.name), 'DATABASE_URL')).rejects.toThrow(/newer Ambit/);
  });

  it('lets servers of the version before go on, unless it says that they cannot', async () => {
    const to = await options();
    await migrate(to);
    const goesOn = () => assertServable(appUrl(to.name), 'DATABASE_URL', { serving: true });
    await migrate({
      ...to,
      folder: folderWith('9998_more', 'alter table tasks add column b text'),
    });
    await goesOn();
    const less = folderWith('9999_less', '-- alone: it takes a column away.\nselect 1;');
    cpSync(
      join(folderWith('9998_more', 'alter table tasks add column b text'), 'migrations'),
      join(less, 'migrations'),
      { recursive: true },
    );
    await migrate({ ...to, folder: less });
    await expect(goesOn()).rejects.toThrow(/newer Ambit/);
  });

  it('says so whenever it takes away what the version before needs', () => {
    const takes =
      /\bdrop (table|column|view|function)|\brename\b|\bset data type\b|\balter column \S+ type\b|\bset not null\b|\badd column (?![^;]*\bdefault\b)[^;]*\bnot null\b/i;
    expect(
      ['drop table a', 'alter table a add column b int not null'].map((sql) => takes.test(sql)),
    ).toEqual([true, true]);
    expect(takes.test('alter table a add column b int default 1 not null; add column c text')).toBe(
      false,
    );
    // The first ones are older than any server that could still run.
    const silent = readMigrations().filter(
      ({ name, sql, alone }) => name > '0006' && takes.test(sql) && !alone,
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('refuses a database whose migration was rewritten', async () => {
    const to = await options();
    await migrate(to);
    const rewritten = folderWith('0000_initial', 'select 1;');
    await expect(migrate({ ...to, folder: rewritten })).rejects.toThrow(SetupError);
  });

  it('keeps two years of months ready for the event log', async () => {
    const to = await options({ now: new Date('2030-11-15T00:00:00Z') });
    await migrate(to);
    await migrate({ ...to, now: new Date('2030-12-01T00:00:00Z') });
    const parts = (
      await ask(
        to.url,
        "select relname as name from pg_class where relispartition and relkind = 'r' order by 1",
      )
    ).map((row) => row.name);
    expect(parts).toContain('events_2030_10');
    expect(parts).toContain('events_2032_12');
    expect(parts).toContain('events_default');
    expect(parts).toHaveLength(28);
    const id = '01be1e3c-0000-7000-8000-000000000000';
    const at = new Date(Number.parseInt(id.slice(0, 13).replace('-', ''), 16))
      .toISOString()
      .slice(0, 7);
    const [row] = await ask(
      to.url,
      `insert into events (company_id, id, name, actor_kind, source, request_id) values ($1, $2, 'x', 'system', 'system', 'r') returning tableoid::regclass::text as part`,
      ['019e0000-0000-7000-8000-000000000001', id],
    );
    expect(row?.part).toBe(
      at >= '2030-10' && at <= '2032-12' ? `events_${at.replace('-', '_')}` : 'events_default',
    );
  });
});

describe('serving is refused', () => {
  it('as superuser, as owner and with the right to bypass policies', async () => {
    const to = await options();
    await migrate(to);
    await expect(assertServable(to.url, 'DATABASE_URL')).rejects.toThrow(/is a superuser/);
    const strong = `${made.at(-1)}_strong`;
    for (const [powers, why] of [
      ['bypassrls', /may bypass row level security/],
      [`nobypassrls in role ${testRoles.owner}`, /owns the database or tables/],
    ] as const) {
      await test.admin.query(`create role "${strong}" login password 'p' ${powers}`);
      try {
        await expect(
          assertServable(databaseUrl(to.url, to.name, strong, 'p'), 'DATABASE_URL'),
        ).rejects.toThrow(why);
      } finally {
        await test.admin.query(`drop role "${strong}"`);
      }
    }
  });

  it('on a database without the schema', async () => {
    const to = await options();
    await expect(assertServable(appUrl(to.name), 'DATABASE_URL')).rejects.toThrow(
      /older than this Ambit.*migrate/,
    );
  });

  it('when nothing answers, or not to this login, without telling the password', async () => {
    const { admin_url } = inject('testServer');
    for (const [url, why] of [
      [
        'postgres://someone:hidden-word@127.0.0.1:1/x',
        /DATABASE_URL: no PostgreSQL answers at someone@127\.0\.0\.1:1/,
      ],
      [databaseUrl(admin_url, 'no_such_database'), /no database no_such_database/],
      ...(process.env.TEST_DATABASE_URL
        ? []
        : [
            [
              databaseUrl(admin_url, 'postgres', 'postgres', 'hidden-word'),
              /refuses this user and password/,
            ] as const,
          ]),
    ] as const) {
      const error = await assertServable(url, 'DATABASE_URL').catch(
        (thrown: unknown) => thrown as Error,
      );
      expect(error).toBeInstanceOf(SetupError);
      expect((error as Error).message).toMatch(why);
      expect((error as Error).message).not.toContain('hidden-word');
    }
  });
});
