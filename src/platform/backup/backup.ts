import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Clock } from '@/platform/clock';
import { appliedMigrations } from '@/platform/db/migrations';
import type { Roles } from '@/platform/db/roles';
import { SetupError } from '@/platform/db/setup-error';
import type { Storage } from '@/platform/storage/storage';
import { encode, type FileEnd } from './format';

export interface BackupOptions {
  /** The owner's connection string. */
  readonly url: string;
  readonly roles: Roles;
  readonly clock: Clock;
  readonly storage: Storage;
}

/** Tables that say what the schema is; the header of a backup does. */
const schemaTables = ['schema_migrations', 'schema_state'];

/** What a backup held, and files that the storage had lost. */
type Summary = { -readonly [Key in 'tables' | 'rows' | 'files']: number } & { missing: number };

/**
 * Writes every row of every company as of one moment into `file`, beside a running server, and the files of the storage that
 * they name. It appears only when it is whole, readable by its owner alone. Returns how many tables, rows and files it holds.
 */
export async function backup(file: string, options: BackupOptions): Promise<Summary> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'ambit-backup' });
  client.on('error', () => undefined); // the copy that runs then fails and tells
  await client.connect();
  const draft = `${file}.part`;
  try {
    const summary = { tables: 0, rows: 0, files: 0, missing: 0 };
    const source = Readable.from(frames(client, options, summary), {
      objectMode: false,
      highWaterMark: 1024 * 1024,
    });
    await pipeline(
      source,
      createGzip({ level: 6 }),
      createWriteStream(draft, { mode: 0o600, flags: 'w' }),
    );
    const handle = await open(draft, 'r');
    await handle.sync();
    await handle.close();
    await rename(draft, file);
    return summary;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function* frames(
  client: pg.Client,
  options: BackupOptions,
  summary: Summary,
): AsyncGenerator<Buffer> {
  const whole = createHash('sha256');
  const frame = (...args: Parameters<typeof encode>): Buffer => {
    const bytes = Buffer.concat(encode(...args));
    whole.update(bytes);
    return bytes;
  };
  await client.query('begin isolation level repeatable read read only');
  const applied = await appliedMigrations(client);
  if (applied.size === 0) throw new SetupError('There is no Ambit in this database to back up.');
  await client.query(`set local role ${pg.escapeIdentifier(options.roles.backup)}`);
  await client.query('set local statement_timeout = 0');
  const migrations = [...applied].map(([name, hash]) => ({ name, hash }));
  yield frame('H', {
    format: 'ambit-backup',
    version: 2,
    created_at: options.clock.now().toISOString(),
    migrations,
  });
  const tables = await listTables(client);
  for (const { table, columns } of tables) {
    yield frame('T', { table, columns: columns.map((column) => column.name) });
    const rows = createHash('sha256');
    const stream = client.query(copyTo(`copy (${selectAll(table, columns)}) to stdout`));
    for await (const chunk of stream) {
      rows.update(chunk as Buffer);
      yield frame('D', chunk as Buffer);
    }
    const count = stream.rowCount ?? 0;
    yield frame('E', { table, rows: count, sha256: rows.digest('hex') });
    summary.tables += 1;
    summary.rows += count;
  }
  const keys = await storedKeys(
    client,
    tables.map(({ table }) => table),
  );
  await client.query('commit');
  for (const key of keys) {
    // Removed for good since the moment of the rows, or lost.
    if ((await options.storage.size(key)) === null) {
      summary.missing += 1;
      continue;
    }
    yield frame('F', { file: key });
    const bytes = createHash('sha256');
    let rows = 0;
    for await (const chunk of options.storage.read(key)) {
      bytes.update(chunk as Buffer);
      rows += (chunk as Buffer).length;
      yield frame('D', chunk as Buffer);
    }
    yield frame('E', { table: key, rows, sha256: bytes.digest('hex') });
    summary.files += 1;
  }
  const { missing: _, ...end } = summary;
  yield Buffer.concat(encode('Z', { ...end, sha256: whole.digest('hex') } satisfies FileEnd));
}

/** The keys of what people uploaded, whether it became a file yet or not, and of logos. No uploads before there were any. */
async function storedKeys(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const uploads = await client.query<{ key: string }>(
    tables.includes('uploads')
      ? `select 'files/' || company_id || '/' || id as key from uploads where status in ('stored', 'used') order by company_id, id`
      : 'select where false',
  );
  const logos = await client.query<{ key: string }>(
    `select 'logos/' || id || '/' || right(logo_url, 36) as key from companies where logo_url <> '' order by id`,
  );
  return [...uploads.rows, ...logos.rows].map(({ key }) => key);
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Tables with their stored columns, partitions as part of their table. */
export async function listTables(
  client: pg.Client,
): Promise<{ table: string; columns: Column[] }[]> {
  const { rows } = await client.query<{ table: string; columns: Column[] }>(
    `select c.relname as table, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all($1)
     group by c.relname order by c.relname`,
    [schemaTables],
  );
  return rows;
}

/** Transaction numbers mean nothing on another server: there, restored rows come before everything new. */
function selectAll(table: string, columns: readonly Column[]): string {
  const list = columns.map(({ name, type }) =>
    type === 'xid8' ? `'0'::xid8` : pg.escapeIdentifier(name),
  );
  return `select ${list.join(', ')} from ${pg.escapeIdentifier(table)}`;
}
