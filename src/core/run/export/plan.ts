import type { Statement } from '@/platform/db/types';
import { badQuery } from '../../shape/errors';
import type { Ctx } from '../context';
import { compile } from '../engine/compile';
import { countSql } from '../engine/count';
import { conditionsFor } from '../engine/list';
import { readListQuery } from '../engine/list-query';
import { narrow, narrowByText } from '../engine/search';
import { orderOf, orderSql } from '../engine/sort';
import { narrowed } from '../reach';
import { type ExportColumn, exportColumns } from './columns';
import type { ExportFormat } from './sheets';

/** What an export was asked for, checked, and the statements that give it. */
export interface ExportPlan {
  /** The caller, reaching no farther than their right to export. */
  readonly ctx: Ctx;
  readonly format: ExportFormat;
  readonly columns: readonly ExportColumn[];
  /** Gives one row, `rows`. */
  readonly count: Statement;
  readonly select: Statement;
  /** Every record of the company is asked for. */
  readonly all: boolean;
}

/** Parameters of a list that say which page of it is meant, or what comes along; a file has all of them, with titles. */
const ofPages = ['limit', 'page', 'cursor', 'count', 'include'];

/** Reads the parameters of an export. Throws 400 and 403 as the list does. */
export async function planOf(
  caller: Ctx,
  objectName: string,
  { format = 'csv', ...query }: Readonly<Record<string, string>> & { format?: ExportFormat },
): Promise<ExportPlan> {
  const unknown = ofPages.filter((name) => name in query);
  if (unknown.length > 0)
    throw badQuery(
      unknown.map((path) => ({
        path,
        code: 'unknown_parameter',
        message: `An export has no parameter ${path}.`,
      })),
    );
  const ctx = narrowed(caller, 'export');
  const compiled = await compile(ctx, objectName);
  const read = readListQuery(ctx, compiled, new URLSearchParams(query));
  // All records are meant, which counting says too: the search then looks beyond a page.
  const list = { ...read, count: 'exact' as const };
  const { conditions, parameters } = await conditionsFor(ctx, compiled, list);
  const filtered = await narrowByText(ctx, compiled, list, conditions, parameters);
  const where = await narrow(ctx, compiled, list, null, filtered, parameters);
  const count = {
    text: `select (${countSql(compiled, where, 'exact')})::int as rows`,
    values: [...parameters.values],
  };
  const { joins, keys } = orderOf(list.sort, parameters);
  const wanted = list.selection.fields;
  const file = exportColumns(ctx, compiled, wanted, list.bin, parameters);
  const cells = file.columns.map(({ sql }) => sql).join(', ');
  const text = `select ${cells} from ${compiled.name} t ${joins} ${file.joins} where ${where} order by ${orderSql(keys, false)}`;
  return {
    ctx,
    format,
    columns: file.columns,
    count,
    select: { text, values: parameters.values },
    all: list.filter === null && list.words.length === 0,
  };
}
