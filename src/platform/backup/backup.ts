import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Clock } from '@/platform/clock';
import { appliedMigrations } from '@/platform/db/migrator';
import type { Roles } from '@/platform/db/roles';
import { SetupError } from '@/platform/db/setup-error';
import { encode, type FileEnd } from './format';

export interface BackupOptions {
  /** The owner's connection string. */
  readonly url: string;
  readonly roles: Roles;
  readonly clock: Clock;
}

/** Tables that say what the schema is; the header of a backup does. */
const schemaTables = ['schema_migrations', 'schema_state'];

/**
 * Writes every row of every company as of one moment into `file`, beside a running server. The file appears only when it
 * is whole, readable by its owner alone. Returns how many tables and rows it holds.
 */
export async function backup(
  file: string,
  options: BackupOptions,
): Promise<Omit<FileEnd, 'sha256'>> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'ambit-backup' });
  client.on('error', () => undefined); // the copy that runs then fails and tells
  await client.connect();
  const draft = `${file}.part`;
  try {
    const summary = { tables: 0, rows: 0 };
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
  summary: { tables: number; rows: number },
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
    version: 1,
    created_at: options.clock.now().toISOString(),
    migrations,
  });
  for (const { table, columns } of await listTables(client)) {
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
  await client.query('commit');
  yield Buffer.concat(encode('Z', { ...summary, sha256: whole.digest('hex') }));
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
