import { newId } from '@/platform/ids';
import type { TestCompany } from '../support/company';
import type { TestDatabase } from '../support/database';
import { prepared } from './fingerprint';

/** A table whose rows belong to a company. */
export interface CompanyTable {
  readonly name: string;
  /** Its column that says which company. */
  readonly key: string;
  readonly columns: readonly string[];
}

/** Every table of a company, and the companies themselves, as the catalogue of the database knows them. */
export async function companyTables({
  admin,
}: Pick<TestDatabase, 'admin'>): Promise<CompanyTable[]> {
  const { rows } = await admin.query<CompanyTable>(`
    select c.relname as name, case when c.relname = 'companies' then 'id' else 'company_id' end as key,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attidentity = '' and a.attgenerated = '' order by a.attnum) as columns
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and (c.relname = 'companies' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id'))
    order by 1`);
  return rows;
}

/** A row in every table: types decide the values, foreign keys are off for this arrangement. */
export async function fill(
  { admin }: Pick<TestDatabase, 'admin'>,
  tables: readonly CompanyTable[],
  { company }: Pick<TestCompany, 'company'>,
): Promise<void> {
  const client = await admin.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    for (const { name, key } of tables) {
      const { rows } = await client.query<{ name: string; type: string }>(
        `select a.attname as name, format_type(a.atttypid, null) as type from pg_attribute a
         where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = ''
           and (a.attnotnull and not a.atthasdef or a.attname = $2)`,
        [name, key],
      );
      const values = rows.map((column) => (column.name === key ? company.id : sample(column.type)));
      const places = values.map((_, index) => `$${index + 1}`).join(', ');
      await client.query(
        `insert into "${name}" (${rows.map((column) => `"${column.name}"`).join(', ')}) values (${places}) on conflict do nothing`,
        values,
      );
    }
    await client.query("set session_replication_role = 'origin'");
  } finally {
    client.release();
  }
}

function sample(type: string): unknown {
  if (type === 'uuid') return newId();
  if (type === 'jsonb') return '{}';
  if (type.endsWith('[]')) return '{}';
  if (type.startsWith('timestamp') || type === 'date') return '2026-01-01';
  if (type === 'boolean') return false;
  if (['integer', 'bigint', 'smallint', 'xid8'].includes(type)) return 1;
  if (type.startsWith('numeric')) return '1.5';
  return newId();
}

/** Every row of a company as JSON text, by table. */
export async function rowsOf(
  { admin }: Pick<TestDatabase, 'admin'>,
  tables: readonly CompanyTable[],
  company_id: string,
): Promise<Map<string, string>> {
  const parts = tables.map(
    ({ name, key }) =>
      `select '${name}' as name, coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]')::text as text from "${name}" t where "${key}" = $1`,
  );
  const { rows } = await admin.query<{ name: string; text: string }>(
    prepared(parts.join(' union all '), [company_id]),
  );
  return new Map(rows.map(({ name, text }) => [name, text]));
}
