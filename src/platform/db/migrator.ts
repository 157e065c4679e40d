import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LATEST_SCHEMA_VERSION, runMigrations } from 'bullmq';
import pg from 'pg';
import { queueSchema } from '@/platform/queue/bullmq';
import { sqlState } from './errors';
import { appliedMigrations, assertKnown, ownFolder, readMigrations } from './migrations';
import { ensurePartitions } from './partitions';
import { assertHarmless, ensureRoles, type Passwords, type Roles } from './roles';
import { SetupError } from './setup-error';

export interface MigrateOptions {
  /** A superuser, or the owner of the database. */
  readonly url: string;
  readonly roles: Roles;
  readonly passwords: Passwords;
  readonly now: Date;
  /** Folder with `migrations/`, `functions/` and `secure.sql`. */
  readonly folder?: string;
  /** Name of the last migration to run, for restoring the backup of an older version; all of them unless given. */
  readonly until?: string;
}

/** Any number that no other program locks on this database. */
const lockKey = 726_268_001;

/**
 * Brings the database to the schema of this code: roles, migrations, functions, policies and grants, partitions; all or
 * nothing. Processes that start together wait for each other; servers that are at work go on. Returns the names of the migrations
 * it ran. Throws SetupError when the schema is newer than the code or the role may not migrate.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'ambit-migrate',
  });
  client.on('error', () => undefined); // the statement that runs then fails and tells
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    for (let tries = 1; ; tries++) {
      try {
        const ran = await bringUp(client, options);
        await prepareQueue(client, options);
        return ran;
      } catch (error) {
        // Fails only when the connection is gone, and the transaction with it.
        await client.query('rollback').catch(() => undefined);
        await client.query('reset role').catch(() => undefined);
        if (isRefused(error))
          throw new SetupError(
            `DATABASE_OWNER_URL: the role ${client.user} may not change this database (${(error as Error).message}). Make it the owner: alter database ${client.database} owner to ${client.user}`,
            { cause: error },
          );
        if (tries >= (isInUse(error) ? 60 : 5) || !(isInUse(error) || isRoleRace(error)))
          throw error;
        await sleep(500 * Math.random());
      }
    }
  } finally {
    await client.end();
  }
}

async function bringUp(client: pg.Client, options: MigrateOptions): Promise<string[]> {
  const folder = options.folder ?? ownFolder;
  const migrations = readMigrations(folder);
  const applied = await appliedMigrations(client);
  assertKnown(migrations, applied);
  const mark = fingerprint(folder, options);
  const upTo =
    options.until === undefined
      ? migrations.length
      : migrations.findIndex(({ name }) => name === options.until) + 1;
  const pending = migrations.slice(applied.size, upTo);
  if (pending.length === 0 && (await readMark(client)) === mark) return [];
  await client.query('begin');
  // Calls queue behind a lock that we wait for: long before theirs time out we let go of all, and try again.
  await client.query("set local lock_timeout = '500ms'");
  await becomeOwner(client, options);
  await client.query(stateTables);
  for (const migration of pending) {
    await client.query(migration.sql);
    await client.query('insert into schema_migrations (name, hash) values ($1, $2)', [
      migration.name,
      migration.hash,
    ]);
    if (migration.alone)
      await client.query(
        "insert into schema_state (key, value) values ('alone', $1) on conflict (key) do update set value = $1",
        [migration.name],
      );
  }
  await ensurePartitions(client, options.now);
  if (upTo === migrations.length) await secure(client, folder, options.roles, mark);
  await client.query('commit');
  return pending.map((migration) => migration.name);
}

/**
 * The tables of the queue: BullMQ's own migrations, as the owner, in a schema that the relay login alone may use. It also makes
 * sequences there itself, one for each queue at its first use, which are not the owner's to grant: so rights are given in advance.
 */
async function prepareQueue(client: pg.Client, { roles }: MigrateOptions): Promise<void> {
  if ((await queueVersion(client)) >= LATEST_SCHEMA_VERSION) return;
  const [owner, relay] = [pg.escapeIdentifier(roles.owner), pg.escapeIdentifier(roles.relay)];
  await client.query(`
    set role ${owner};
    create schema if not exists ${queueSchema};
    grant usage, create on schema ${queueSchema} to ${relay};
    alter default privileges in schema ${queueSchema} grant select, insert, update, delete on tables to ${relay};
    alter default privileges in schema ${queueSchema} grant usage on sequences to ${relay}`);
  await runMigrations(client, queueSchema);
  await client.query('reset role');
}

async function queueVersion(client: pg.Client): Promise<number> {
  const { rows: found } = await client.query(
    `select to_regclass('${queueSchema}.migration') is not null as there`,
  );
  if (!found[0]?.there) return 0;
  const { rows } = await client.query<{ version: number }>(
    `select max(version) as version from ${queueSchema}.migration`,
  );
  return rows[0]?.version ?? 0;
}

const isRefused = (error: unknown): boolean =>
  (error as { code?: string }).code === '42501' && !(error instanceof SetupError);

/** Somebody works with a table just now, for longer than we make them wait. */
const isInUse = (error: unknown): boolean => ['55P03', '40P01'].includes(sqlState(error) ?? '');

/** Roles belong to the whole cluster, the lock to one database: another installation may be changing roles just now. */
const isRoleRace = (error: unknown): boolean =>
  error instanceof Error &&
  /tuple concurrently updated|pg_authid_rolname_index|pg_auth_members_/.test(error.message);

const stateTables = `
  create table if not exists schema_migrations (name text primary key, hash text not null, applied_at timestamptz not null default now());
  create table if not exists schema_state (key text primary key, value text not null);
`;

/** Everything beside the migrations that, once changed, must be applied again. */
function fingerprint(folder: string, options: MigrateOptions): string {
  const hash = createHash('sha256').update(readFileSync(join(folder, 'secure.sql')));
  for (const file of functionFiles(folder)) hash.update(readFileSync(file));
  hash.update(JSON.stringify([options.roles, options.passwords.auth, options.passwords.relay]));
  hash.update(options.now.toISOString().slice(0, 7));
  return hash.digest('hex');
}

async function readMark(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query(
    "select to_regclass('public.schema_state') is not null as there",
  );
  if (!rows[0]?.there) return null;
  const { rows: marks } = await client.query<{ value: string }>(
    "select value from schema_state where key = 'mark'",
  );
  return marks[0]?.value ?? null;
}

/** Makes the roles, and a superuser give up its powers for the rest of the transaction. */
async function becomeOwner(client: pg.Client, { roles, passwords }: MigrateOptions): Promise<void> {
  await assertHarmless(client, roles.app, 'DATABASE_URL', false);
  await ensureRoles(client, roles, passwords);
  const { rows } = await client.query<{ super: boolean; name: string; db: string }>(
    'select rolsuper as super, current_user as name, current_database() as db from pg_roles where rolname = current_user',
  );
  const me = rows[0];
  if (!me?.super)
    return void (await client.query(
      'create extension if not exists pg_trgm; create extension if not exists btree_gin',
    ));
  const owner = pg.escapeIdentifier(roles.owner);
  await client.query(`alter database ${pg.escapeIdentifier(me.db)} owner to ${owner}`);
  await client.query(`alter schema public owner to ${owner}`);
  await client.query(
    'create extension if not exists pg_trgm; create extension if not exists btree_gin',
  );
  await client.query(`set local role ${owner}`);
}

/** Policies, grants and functions; what they were made from is noted, so that they are made again only when it changes. */
async function secure(
  client: pg.Client,
  folder: string,
  roles: Roles,
  mark: string,
): Promise<void> {
  await client.query(withRoles(readFileSync(join(folder, 'secure.sql'), 'utf8'), roles));
  await applyFunctions(client, folder, roles);
  await client.query(
    "insert into schema_state (key, value) values ('mark', $1) on conflict (key) do update set value = $1",
    [mark],
  );
}

/** Functions belong to the search role, which may make them only now. */
async function applyFunctions(client: pg.Client, folder: string, roles: Roles): Promise<void> {
  const [search, owner] = [pg.escapeIdentifier(roles.search), pg.escapeIdentifier(roles.owner)];
  await client.query(`grant create on schema public to ${search}; set local role ${search}`);
  for (const file of functionFiles(folder))
    await client.query(withRoles(readFileSync(file, 'utf8'), roles));
  await client.query(`
    revoke execute on all functions in schema public from public;
    grant execute on all functions in schema public to ${pg.escapeIdentifier(roles.app)};
    set local role ${owner};
    revoke create on schema public from ${search}`);
}

function functionFiles(folder: string): string[] {
  const path = join(folder, 'functions');
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => join(path, file));
}

/** Role names in our SQL files are written as psql variables, `:"app"`. */
const withRoles = (sql: string, roles: Roles): string =>
  sql.replace(/:"(\w+)"/g, (whole, key: string) =>
    key in roles ? pg.escapeIdentifier(roles[key as keyof Roles]) : whole,
  );
