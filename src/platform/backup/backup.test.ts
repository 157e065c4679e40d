import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type TestCompany, testCompany } from '../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../tests/support/database';
import { databaseUrl, testRoles, testSecret } from '../../../tests/support/names';
import { systemClock } from '../clock';
import { rolePassword } from '../db/roles';
import { SetupError } from '../db/setup-error';
import { newId } from '../ids';
import { diskStorage } from '../storage/disk';
import type { Storage } from '../storage/storage';
import { backup } from './backup';
import { DamagedBackup } from './format';
import { restore, verify } from './restore';

const folder = mkdtempSync(join(tmpdir(), 'ambit-backup-'));
const file = join(folder, 'one.ambit');
const [storage, restored] = ['from', 'to'].map((name) => diskStorage(join(folder, name))) as [
  Storage,
  Storage,
];
const made: string[] = [];
/** Of two uploads of the company; the second one is not in the storage. */
const uploads = [newId(), newId()];
const logoId = newId();
const logoKey = () => `logos/${one.company.id}/${logoId}`;
const keyOf = (at: number) => `files/${one.company.id}/${uploads[at]}`;
let test: TestDatabase;
let one: TestCompany;

const passwordOf = (role: string) => rolePassword(testSecret, role);
const target = (name: string) => ({
  url: databaseUrl(inject('testServer').admin_url, name),
  roles: testRoles,
  passwords: {
    app: passwordOf(testRoles.app),
    app_is_ours: true,
    auth: passwordOf(testRoles.auth),
    relay: passwordOf(testRoles.relay),
  },
  now: systemClock.now(),
  storage: restored,
});

async function newDatabase(): Promise<string> {
  const name = `${inject('testServer').run}_restore_${made.length}`;
  await test.admin.query(`create database "${name}"`);
  made.push(name);
  return name;
}

/** Every table's rows as one text, without the transaction numbers of the server. */
async function content(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname !~ '^schema_'",
  );
  const result: Record<string, string> = {};
  for (const { name } of rows) {
    const { rows: all } = await client.query(
      `select coalesce(string_agg(r, e'\\n' order by r), '') as text from (select (to_jsonb(t) - 'tx' - 'last_tx')::text as r from "${name}" t) x`,
    );
    result[name] = all[0].text;
  }
  await client.end();
  return result;
}

beforeAll(async () => {
  test = await ownDatabase('backup');
  one = await testCompany({ name: 'Ünïcode\tand\\backslash\nline' }, test);
  await testCompany({ name: '\\.' }, test);
  for (const { company, user } of [one]) {
    for (let i = 0; i < 3; i++) {
      await test.admin.query(
        `insert into events (company_id, id, name, object, record_id, actor_kind, actor_id, source, changes, request_id)
         values ($1, $2, 'contact.created', 'contacts', $3, 'user', $4, 'api', $5, 'r')`,
        [
          company.id,
          newId(),
          newId(),
          user.id,
          JSON.stringify({ after: { note: `a\tb\n"${i}"` } }),
        ],
      );
    }
    await test.admin.query(
      "insert into custom_fields (company_id, id, object, key, label, kind) values ($1, $2, 'contacts', 'score', 'Score', 'integer')",
      [company.id, newId()],
    );
  }
  for (const id of uploads)
    await test.admin.query(
      "insert into uploads (company_id, id, user_id, bytes, status) values ($1, $2, $3, 9, 'used')",
      [one.company.id, id, one.user.id],
    );
  await storage.write(keyOf(0), Readable.from([Buffer.from('An offer.')]));
  await storage.write(logoKey(), Readable.from([Buffer.from('A logo.')]));
  await test.admin.query('update companies set logo_url = $2 where id = $1', [
    one.company.id,
    `/api/company/logo?v=${logoId}`,
  ]);
  const summary = await backup(file, {
    storage,
    url: databaseUrl(inject('testServer').admin_url, test.name),
    roles: testRoles,
    clock: systemClock,
  });
  expect(summary).toMatchObject({ files: 2, missing: 1 });
});

afterAll(async () => {
  for (const name of made) await test.admin.query(`drop database if exists "${name}" with (force)`);
});

describe('backup and restore', () => {
  it('bring back every row, and the walls', async () => {
    const name = await newDatabase();
    const before = await content(databaseUrl(inject('testServer').admin_url, test.name));
    const summary = await restore(file, target(name));
    expect(summary.rows).toBeGreaterThan(6);
    expect(summary.files).toBe(2);
    expect(await text(restored.read(keyOf(0)))).toBe('An offer.');
    expect(await text(restored.read(logoKey()))).toBe('A logo.');
    expect(await restored.size(keyOf(1))).toBeNull();
    expect(before.companies).toContain('Ünïcode');
    expect(await content(target(name).url)).toEqual(before);

    const app = new pg.Client({
      connectionString: databaseUrl(
        target(name).url,
        name,
        testRoles.app,
        passwordOf(testRoles.app),
      ),
    });
    await app.connect();
    expect((await app.query('select from contacts')).rowCount).toBe(0);
    expect((await app.query('select from events')).rowCount).toBe(0);
    await app.query("select set_config('ambit.company_id', $1, false)", [one.company.id]);
    expect((await app.query('select from events')).rowCount).toBe(3);
    await app.end();
    const admin = new pg.Client({ connectionString: target(name).url });
    await admin.connect();
    const { rows } = await admin.query(
      `select count(*) filter (where relrowsecurity and not relforcerowsecurity) as lax from pg_class where relnamespace = 'public'::regnamespace`,
    );
    expect(rows[0].lax).toBe('0');
    const { rows: keys } = await admin.query(
      "select count(*)::int as n from pg_constraint where contype = 'f' and convalidated",
    );
    expect(keys[0].n).toBeGreaterThan(5);
    const event = await admin.query(
      `insert into events (company_id, id, name, actor_kind, source, request_id) values ($1, $2, 'x', 'system', 'system', 'r') returning seq > (select max(seq) from events) as next`,
      [one.company.id, newId()],
    );
    expect(event.rows[0].next).toBe(true);
    await admin.end();
  });

  it('keep the file to its owner and leave no half one', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('refuse a database with content', async () => {
    await expect(restore(file, target(test.name))).rejects.toThrow(/not empty/);
    await expect(restore(file, target(test.name))).rejects.toBeInstanceOf(SetupError);
  });

  it('refuse a backup of an unknown schema', async () => {
    const header = /"migrations":\[\{"name":"[^"]+","hash":"(\w{4})/;
    const plain = gunzipSync(readFileSync(file)).toString('latin1');
    const hash = header.exec(plain)?.[1] as string;
    const other = join(folder, 'other.ambit');
    writeFileSync(
      other,
      gzipSync(Buffer.from(plain.replace(`"hash":"${hash}`, '"hash":"zzzz'), 'latin1')),
    );
    await expect(verify(other)).rejects.toBeInstanceOf(DamagedBackup);
  });
});

describe('a damaged backup', () => {
  const whole = () => readFileSync(file);
  const flipped = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] as number) ^ 0x10;
    return copy;
  };

  it('is noticed wherever the damage is, before anything is written', async () => {
    const name = await newDatabase();
    const damaged = join(folder, 'damaged.ambit');
    const plain = gunzipSync(whole());
    const variants: Buffer[] = [
      Buffer.alloc(0),
      Buffer.from('hello'),
      gzipSync('hello'),
      randomBytes(2000),
      gzipSync(Buffer.concat([plain, plain])),
    ];
    for (let i = 1; i < 20; i++) {
      variants.push(whole().subarray(0, Math.floor((whole().length * i) / 20)));
      variants.push(flipped(whole(), Math.floor((whole().length * i) / 20)));
      variants.push(gzipSync(flipped(plain, Math.floor((plain.length * i) / 20))));
      variants.push(gzipSync(plain.subarray(0, Math.floor((plain.length * i) / 20))));
    }
    for (const [index, bytes] of variants.entries()) {
      writeFileSync(damaged, bytes);
      await expect(restore(damaged, target(name)), `variant ${index}`).rejects.toBeInstanceOf(
        DamagedBackup,
      );
    }
    expect(await content(target(name).url)).toEqual({});
  });
});
