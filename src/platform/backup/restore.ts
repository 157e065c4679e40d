import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { appliedMigrations, readMigrations } from '@/platform/db/migrations';
import { type MigrateOptions, migrate } from '@/platform/db/migrator';
import { SetupError } from '@/platform/db/setup-error';
import type { Storage } from '@/platform/storage/storage';
import { listTables } from './backup';
import {
  DamagedBackup,
  type FileEnd,
  type FileStart,
  type Frame,
  type Header,
  readFrames,
  type TableStart,
} from './format';

/** Options of a restore: where the files go beside those of a migration. */
export type RestoreOptions = MigrateOptions & { readonly storage: Storage };

/**
 * Loads a backup into an empty database, in one transaction, and its files into the storage. The whole file is checked first, so a damaged one changes
 * nothing. A backup of an older Ambit is brought to this version afterwards. Throws DamagedBackup or SetupError.
 */
export async function restore(file: string, options: RestoreOptions): Promise<FileEnd> {
  const { header, end } = await verify(file);
  const last = assertRestorable(header, options);
  await migrate({ ...options, until: last });
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'ambit-restore',
  });
  client.on('error', () => undefined); // the statement that runs then fails and tells
  await client.connect();
  try {
    await client.query('begin');
    await client.query('set local statement_timeout = 0');
    await assertSameSchema(client, header);
    const { rows } = await client.query<{ super: boolean }>(
      'select rolsuper as super from pg_roles where rolname = current_user',
    );
    if (rows[0]?.super)
      await client.query(`set local role ${pg.escapeIdentifier(options.roles.owner)}`);
    const tables = (await listTables(client)).map(({ table }) => table);
    await assertEmpty(client, tables);
    const close = await openTables(client, tables);
    await load(client, file, options.storage);
    await close();
    await client.query('commit');
  } finally {
    await client.end();
  }
  await migrate(options);
  return end;
}

/** Reads a backup to its end and holds every checksum and count against its content. */
export async function verify(file: string): Promise<{ header: Header; end: FileEnd }> {
  let header: Header | null = null;
  let end: FileEnd | null = null;
  let open: string | null = null;
  let hash: Hash | null = null;
  let isFile = false;
  let [tables, rows, files] = [0, 0, 0];
  const expect = (right: boolean): void => {
    if (!right) throw new DamagedBackup('The backup is damaged: its parts do not fit together.');
  };
  for await (const frame of readFrames(file)) {
    if (frame.kind === 'H') {
      expect(header === null && frame.value.format === 'ambit-backup');
      if (frame.value.version > 2) throw new DamagedBackup('The backup was made by a newer Ambit.');
      header = frame.value;
    } else if (frame.kind === 'T' || frame.kind === 'F') {
      expect(header !== null && open === null);
      isFile = frame.kind === 'F';
      open = frame.kind === 'F' ? frame.value.file : frame.value.table;
      hash = createHash('sha256');
    } else if (frame.kind === 'D') {
      expect(open !== null);
      hash?.update(frame.value);
    } else if (frame.kind === 'E') {
      expect(open === frame.value.table && hash?.digest('hex') === frame.value.sha256);
      open = null;
      if (isFile) files += 1;
      else {
        tables += 1;
        rows += frame.value.rows;
      }
    } else {
      expect(open === null && frame.value.tables === tables && frame.value.rows === rows);
      expect((frame.value.files ?? 0) === files);
      end = frame.value;
    }
  }
  if (!header || !end) throw new DamagedBackup('The backup is cut off.');
  return { header, end };
}

/** The last migration of the backup, when this code has all of them. */
function assertRestorable(header: Header, options: MigrateOptions): string {
  const known = readMigrations(options.folder);
  const fits = header.migrations.every(
    ({ name, hash }, index) => known[index]?.name === name && known[index]?.hash === hash,
  );
  const last = header.migrations.at(-1);
  if (!fits || !last)
    throw new SetupError(
      'The backup was made by another Ambit, with a schema this one does not know. Restore it with that version.',
    );
  return last.name;
}

async function assertSameSchema(client: pg.Client, header: Header): Promise<void> {
  const applied = [...(await appliedMigrations(client)).keys()];
  if (applied.length !== header.migrations.length) {
    throw new SetupError(
      'The database is newer than the backup. Restore into a new database; it is brought to this version afterwards.',
    );
  }
}

async function assertEmpty(client: pg.Client, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const name = pg.escapeIdentifier(table);
    // The owner sees no rows behind forced policies, so they are lifted inside this transaction.
    await client.query(`alter table ${name} no force row level security`);
    const { rowCount } = await client.query(`select from ${name} limit 1`);
    if (rowCount)
      throw new SetupError(
        `The database is not empty (there are ${table}). Restore into a new database.`,
      );
  }
}

/** Takes foreign keys away for the load, which is then free in its order. The answer puts everything back. */
async function openTables(
  client: pg.Client,
  tables: readonly string[],
): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ name: string; relation: string; definition: string }>(
    `select conname as name, conrelid::regclass::text as relation, pg_get_constraintdef(oid) as definition from pg_constraint
     where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace`,
  );
  const { rows: secured } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity and relname = any($1)",
    [tables],
  );
  for (const key of keys)
    await client.query(
      `alter table ${key.relation} drop constraint ${pg.escapeIdentifier(key.name)}`,
    );
  return async () => {
    for (const key of keys)
      await client.query(
        `alter table ${key.relation} add constraint ${pg.escapeIdentifier(key.name)} ${key.definition}`,
      );
    await continueSequences(client, tables);
    for (const { name } of secured)
      await client.query(`alter table ${pg.escapeIdentifier(name)} force row level security`);
  };
}

/** Identity columns go on after the highest restored number. */
async function continueSequences(client: pg.Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where a.attidentity <> '' and c.relname = any($1) and c.relnamespace = 'public'::regnamespace`,
    [tables],
  );
  for (const { table, column } of rows) {
    const [name, key] = [pg.escapeIdentifier(table), pg.escapeIdentifier(column)];
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest((select max(${key}) from ${name}), 1), exists (select from ${name}))`,
      [name, column],
    );
  }
}

async function load(client: pg.Client, file: string, storage: Storage): Promise<void> {
  let stream: ReturnType<typeof startCopy> | ReturnType<typeof startFile> | null = null;
  for await (const frame of readFrames(file) as AsyncIterable<Frame>) {
    if (frame.kind === 'T') stream = startCopy(client, frame.value);
    if (frame.kind === 'F') stream = startFile(storage, frame.value);
    if (frame.kind === 'D' && stream && !stream.write(frame.value)) {
      await Promise.race([once(stream, 'drain'), finished(stream)]);
    }
    if (frame.kind === 'E' && stream) {
      stream.end();
      if ('written' in stream) {
        await stream.written;
        continue;
      }
      await finished(stream);
      if (stream.rowCount !== frame.value.rows)
        throw new DamagedBackup(
          `Table ${frame.value.table} has another number of rows than the backup says.`,
        );
    }
  }
}

/** A stream into the storage; `written` ends when the file is there. */
function startFile(storage: Storage, { file }: FileStart) {
  const stream = new PassThrough();
  const written = storage.write(file, stream);
  written.catch((error: Error) => stream.destroy(error)); // whoever awaits it throws it
  return Object.assign(stream, { written });
}

function startCopy(client: pg.Client, { table, columns }: TableStart) {
  const stream = client.query(
    copyFrom(
      `copy ${pg.escapeIdentifier(table)} (${columns.map(pg.escapeIdentifier).join(', ')}) from stdin`,
    ),
  );
  stream.on('error', () => undefined); // finished() throws it
  return stream;
}
