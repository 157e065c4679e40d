import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { tableFor } from '@/core/run/table';
import type { ObjectDefinition } from '@/core/shape/object';
import { locked } from '@/platform/db/embedded/lock';
import { projectRoot } from '@/platform/paths';

const folder = join(projectRoot, 'db', 'migrations');

/** Tables divided by month over the time in their id; Drizzle cannot say so. */
const partitioned = ['events'];

/**
 * Writes the migration from the tables of the last one to those of the code, to be read before it is committed.
 * `name` says what it is for. `fresh` throws all migrations away and writes one; only before the first release.
 * Returns the path of the file, or null when nothing changed.
 */
export function writeMigration(name: string, fresh: boolean): Promise<string | null> {
  const mark = createHash('sha256').update(projectRoot).digest('hex').slice(0, 12);
  return locked(join(tmpdir(), `ambit-gen-${mark}.lock`), async () => {
    const tables = await allTables();
    const meta = join(folder, 'meta');
    mkdirSync(meta, { recursive: true });
    const snapshots = fresh
      ? []
      : readdirSync(meta)
          .filter((file) => file.endsWith('.json'))
          .sort();
    const last = snapshots.at(-1);
    const before = last
      ? JSON.parse(readFileSync(join(meta, last), 'utf8'))
      : generateDrizzleJson({});
    const after = generateDrizzleJson(tables, before.id);
    const statements = await generateMigration(before, after);
    if (statements.length === 0) return null;
    if (fresh)
      for (const file of readdirSync(folder)) if (file.endsWith('.sql')) rmSync(join(folder, file));
    if (fresh) for (const file of readdirSync(meta)) rmSync(join(meta, file));

    const title = `${String(snapshots.length).padStart(4, '0')}_${fresh ? 'initial' : name}`;
    const path = join(folder, `${title}.sql`);
    writeFileSync(path, `${statements.map(finish).join('\n\n')}\n`);
    writeFileSync(join(meta, `${title}.json`), `${JSON.stringify(after, null, 1)}\n`);
    return path;
  });
}

/** Every table of the code by name: those of the objects, and what the `tables.ts` files export. */
async function allTables(): Promise<Record<string, PgTable>> {
  const source = join(projectRoot, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).sort();
  const tables: Record<string, PgTable> = {};
  for (const file of files) {
    const isObject = /^objects[\\/][^\\/]+[\\/]object\.ts$/.test(file);
    if (!isObject && basename(file) !== 'tables.ts') continue;
    const exported = Object.values(await import(pathToFileURL(join(source, file)).href));
    for (const value of exported) {
      const table = is(value, PgTable)
        ? value
        : isObject && isDefinition(value)
          ? tableFor(value)
          : null;
      if (table) tables[getTableName(table)] = table as PgTable;
    }
  }
  return tables;
}

const isDefinition = (value: unknown): value is ObjectDefinition =>
  typeof value === 'object' && value !== null && 'fields' in value && 'label_plural' in value;

function finish(statement: string): string {
  const table = /^CREATE TABLE "([^"]+)"/.exec(statement)?.[1];
  if (!table || !partitioned.includes(table)) return statement;
  return statement.replace(/\);\s*$/, ') PARTITION BY RANGE ("id");');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [name = 'change'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const path = await writeMigration(name, process.argv.includes('--fresh'));
  process.stdout.write(
    path ? `Wrote ${path}. Read it before you commit it.\n` : 'The tables have not changed.\n',
  );
}
