import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { projectRoot } from '@/platform/paths';
import { SetupError } from './setup-error';

/** A step of the schema, as it lies in `db/migrations`. */
interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
  /** Servers of the version before cannot go on after it: it has the line `-- alone`. */
  readonly alone: boolean;
}

/** What the code brings of the schema. */
export const ownFolder = join(projectRoot, 'db');

/** The migrations of the code in order. */
export function readMigrations(folder = ownFolder): Migration[] {
  const path = join(folder, 'migrations');
  return readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(path, file), 'utf8');
      return {
        ...{ name: file.slice(0, -4), sql, alone: /^-- alone\b/m.test(sql) },
        hash: createHash('sha256').update(sql).digest('hex'),
      };
    });
}

/** What the database has, by name. Empty for a new one. */
export async function appliedMigrations(
  client: Pick<pg.Client, 'query'>,
): Promise<Map<string, string>> {
  const { rows: found } = await client.query(
    "select to_regclass('public.schema_migrations') is not null as there",
  );
  if (!found[0]?.there) return new Map();
  const { rows } = await client.query<{ name: string; hash: string }>(
    'select name, hash from schema_migrations order by name',
  );
  return new Map(rows.map((row) => [row.name, row.hash]));
}

/**
 * Refuses a database that this code does not know: one of a newer version, or one whose migrations were rewritten. `newer`: what was
 * added since then is no reason, see `goesOn`.
 */
export function assertKnown(
  migrations: readonly Migration[],
  applied: ReadonlyMap<string, string>,
  newer = false,
): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.hash]));
  for (const [name, hash] of applied) {
    if (!known.has(name)) {
      if (newer) continue;
      throw new SetupError(
        `The database has the schema of a newer Ambit (migration ${name}). Start that version, or restore a backup made by this one.`,
      );
    }
    if (known.get(name) !== hash) {
      throw new SetupError(
        `Migration ${name} is not the one this database was made with. Use the Ambit that made it, or a new database (another DATA_DIR).`,
      );
    }
  }
}

/** Whether code with these migrations may go on serving after newer ones: they only add, or say that they do not. */
export async function goesOn(
  client: Pick<pg.Client, 'query'>,
  migrations: readonly Migration[],
): Promise<boolean> {
  const { rows } = await client.query<{ value: string }>(
    "select value from schema_state where key = 'alone'",
  );
  return rows.every(({ value }) => migrations.some(({ name }) => name === value));
}
