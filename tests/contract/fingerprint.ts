import { createHash } from 'node:crypto';
import type { TestDatabase } from '../support/database';

type Door = Pick<TestDatabase, 'admin'>;

/** Prepared once per connection: planning a statement over all tables costs more than running it. */
export const prepared = (text: string, values: unknown[] = []) => ({
  name: createHash('sha256').update(text).digest('hex').slice(0, 32),
  text,
  values,
});

/**
 * Every row of the database, or of some companies, as numbers per table that change with any of them: also when a row is written
 * as it was.
 */
export async function fingerprint(door: Door, companies?: readonly string[]): Promise<string> {
  const statement = await statementOf(door, companies !== undefined);
  const { rows } = await door.admin.query<{ text: string }>(
    prepared(statement, companies ? [companies] : []),
  );
  return rows.map(({ text }) => text).join('\n');
}

const statements = new Map<boolean, string>();

async function statementOf({ admin }: Door, ofCompanies: boolean): Promise<string> {
  const known = statements.get(ofCompanies);
  if (known) return known;
  const { rows: tables } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relkind in ('r', 'p') and not c.relispartition
     and c.relnamespace = 'public'::regnamespace and (not $1 or exists (
       select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id')) order by 1`,
    [ofCompanies],
  );
  const parts = tables.map(
    ({ name }) =>
      `select concat_ws(' ', '${name}', count(*), sum(hashtextextended(t::text, 0)::numeric), sum(t.xmin::text::bigint)) as text ` +
      `from "${name}" t${ofCompanies ? ' where company_id = any($1)' : ''}`,
  );
  const statement = `${parts.join(' union all ')} order by 1`;
  statements.set(ofCompanies, statement);
  return statement;
}
