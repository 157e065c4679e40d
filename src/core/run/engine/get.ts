import { badQuery, type Issue, notFound } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Answer } from '../module';
import { type Compiled, compile } from './compile';
import { recordColumns, type Selection } from './output';
import { readSelection } from './selection';
import { prepared } from './statement-names';

const known = new Set(['include', 'fields']);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** One live record as JSON text, `ETag` its version. 404 when there is none the caller may see, 400 for wrong parameters. */
export async function getRecord(
  ctx: Ctx,
  objectName: string,
  id: string,
  params: URLSearchParams,
): Promise<Answer> {
  const compiled = await compile(ctx, objectName);
  const issues: Issue[] = [];
  for (const name of new Set(params.keys())) {
    const label = name.slice(0, 200);
    if (!known.has(name))
      issues.push({
        path: label,
        code: 'unknown_parameter',
        message: `There is no parameter ${label}.`,
      });
    else if (params.getAll(name).length > 1)
      issues.push({ path: label, code: 'repeated', message: 'Give this parameter once.' });
  }
  const selection = readSelection(
    ctx,
    compiled,
    params.get('include'),
    params.get('fields'),
    issues,
  );
  if (issues.length > 0) throw badQuery(issues);
  if (!uuid.test(id)) throw notFound();
  const { rows } = await ctx.app.db.read<{ json: string; version: number }>(
    ctx.scope,
    prepared(textFor(compiled, selection), [ctx.principal.company.id, id]),
    { signal: ctx.signal },
  );
  const row = rows[0];
  if (!row) throw notFound();
  return { json: row.json, headers: { ETag: `"${row.version}"` } };
}

const texts = new WeakMap<Selection, string>();

/** Long, and always the same for a selection: making and comparing it anew would cost more than the rest of a read. */
function textFor(compiled: Compiled, selection: Selection): string {
  let text = texts.get(selection);
  if (text === undefined) texts.set(selection, (text = recordSql(compiled, selection)));
  return text;
}

/** The statement that gives one live record (`$2`) as `json` text, and its `version`. */
export const recordSql = (compiled: Compiled, selection: Selection): string =>
  `select row_to_json(r)::text as json, t.version from ${compiled.name} t
    cross join lateral (select ${recordColumns(compiled, selection, 't')}) r
    where t.company_id = $1 and t.id = $2 and t.deleted_at is null`;
