import { type Column, type ColumnType, castType, type DbValue } from './kinds';

/** Values of one record by column; columns that are absent are empty. */
export type Row = Readonly<Record<string, DbValue>>;

/** Parameters of a statement under construction. */
export class Parameters {
  readonly values: unknown[] = [];

  /** Adds a value; answers its placeholder with a cast. */
  add(value: unknown, cast: string): string {
    this.values.push(value);
    return `$${this.values.length}::${cast}`;
  }
}

/** Rows as SQL: expressions that give the value of each column, and the FROM item they need. */
export interface RowSource {
  /** `unnest($1::uuid[], $2::text[]) as r(id, first_name)`; null for a single row, whose values are parameters. */
  readonly from: string | null;
  readonly select: readonly string[];
}

/** Arrays of arrays and JSON travel as text and are cast per row. */
const travels = (type: ColumnType): string =>
  type === 'text[]' || type === 'jsonb' ? 'text' : castType(type);

/** One array parameter per column, so that the text is the same for two rows and a thousand; plain parameters for one. */
export function rowSource(
  parameters: Parameters,
  columns: readonly Column[],
  rows: readonly Row[],
): RowSource {
  const [only] = rows;
  if (only && rows.length === 1) {
    return {
      from: null,
      select: columns.map(({ name, type }) => parameters.add(only[name], castType(type))),
    };
  }
  const arrays = columns.map(({ name, type }) => {
    const values = rows.map((row) => travelling(type, row[name]));
    return parameters.add(values, `${travels(type)}[]`);
  });
  return {
    from: `unnest(${arrays.join(', ')}) as r(${columns.map(({ name }) => name).join(', ')})`,
    select: columns.map(({ name, type, empty }) => {
      const cast = travels(type) === castType(type) ? `r.${name}` : `r.${name}::${castType(type)}`;
      return empty === null ? cast : `coalesce(${cast}, ${empty})`;
    }),
  };
}

function travelling(type: ColumnType, value: DbValue | undefined): DbValue {
  if (value === undefined || value === null) return null;
  return type === 'text[]' && Array.isArray(value) ? arrayLiteral(value) : value;
}

const arrayLiteral = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
