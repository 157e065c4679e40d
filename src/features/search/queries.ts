import type { Compiled } from '@/core/run/engine/compile';
import { compile } from '@/core/run/engine/compile';
import { afterPrefix } from '@/core/run/engine/condition';
import { fold } from '@/core/run/engine/fold';
import { titleSql } from '@/core/run/engine/masks';
import { patternsOf } from '@/core/run/engine/search';
import { foundInSeen, searchesUnseen } from '@/core/run/engine/search-seen';
import { searchWords } from '@/core/run/engine/search-words';
import { prepared } from '@/core/run/engine/statement-names';
import { query } from '@/core/run/module';
import { badQuery } from '@/core/shape/errors';
import * as contract from './contract';

/** Records shown of each object. */
const most = 5;

/** GET /api/search: one statement over all objects the caller may read; titles that begin with the words come first. */
export const searchEverything = query(contract.searchAll, async (ctx, { query: { q } }) => {
  if (q.includes('\u0000') || !q.isWellFormed()) {
    throw badQuery([
      {
        path: 'q',
        code: 'invalid_text',
        message: 'This text holds characters that are not allowed.',
      },
    ]);
  }
  const words = searchWords(q);
  const names = [...ctx.app.registry.objects.values()]
    .filter(({ configuration, joins }) => !configuration && !joins)
    .map(({ name }) => name)
    .filter((name) => ctx.principal.permissions.has(`${name}:read`));
  if (words.length === 0 || names.length === 0) return { json: '[]' };
  const parts: string[] = [];
  for (const [i, name] of names.entries()) {
    const compiled = await compile(ctx, name);
    const part = ctx.scope.sees || searchesUnseen(compiled) ? partOfSeen : partOf;
    parts.push(part(compiled, i));
  }
  const text = `select coalesce(json_agg(json_build_object('object', f.object, 'id', f.id, 'title', f.title, 'detail', f.detail)
    order by not f.begins, f.part, f.place), '[]'::json)::text as json from (${parts.join(' union all ')}) f`;
  const prefix = fold(q);
  const { rows } = await ctx.app.db.read<{ json: string }>(
    ctx.scope,
    prepared(text, [ctx.principal.company.id, patternsOf(words), prefix, afterPrefix(prefix)]),
    { signal: ctx.signal },
  );
  return { json: rows[0]?.json ?? '[]' };
});

/** The best matches of one object. */
const partOf = (compiled: Compiled, i: number): string =>
  `select ${i} as part, b.place, starts_with(t.title_key, $3) as begins, '${compiled.name}' as object, t.id, t.title, ${detailOf(compiled)} as detail
    from search_best('${compiled.name}', $2, $3, $4, ${most}) b
    join ${compiled.name} t on t.company_id = $1 and t.id = b.record_id and t.deleted_at is null`;

/**
 * The same for somebody who does not see every record, or not all that its search text says: the functions find whatever there is, so the best of what is seen are
 * taken from all matches when these are few, else from many of the best.
 */
function partOfSeen(compiled: Compiled, i: number): string {
  const begins = `starts_with(${titleSql(compiled, 't', 'title_key')}, $3)`;
  const seen = searchesUnseen(compiled) ? `where ${foundInSeen(compiled, '$2::text[]', 't')}` : '';
  return `select * from (select ${i} as part, row_number() over (order by not ${begins}, t.created_at desc, t.id desc) as place,
      ${begins} as begins, '${compiled.name}' as object, t.id, ${titleSql(compiled, 't')} as title, ${detailOf(compiled)} as detail
    from (select unnest(h.ids) as id from search_hits('${compiled.name}', $2, 2000) h
      union select b.record_id from search_best('${compiled.name}', $2, $3, $4, 300) b) f
    join ${compiled.name} t on t.company_id = $1 and t.id = f.id and t.deleted_at is null ${seen}) s where place <= ${most}`;
}

const telling = new Set(['text', 'email', 'phone']);

/** The first filled one of the searchable columns a list shows, in their order. */
function detailOf({ object, fields, rights }: Compiled): string {
  const columns = [...fields]
    .filter(
      ([name, { kind, searchable, column }]) =>
        searchable &&
        column !== undefined &&
        telling.has(kind) &&
        rights.get(name) !== 'masked' &&
        !object.title.includes(name),
    )
    .sort(([, a], [, b]) => (a.column ?? 0) - (b.column ?? 0))
    .map(([name]) => `nullif(t.${name}, '')`);
  return columns.length === 0 ? 'null::text' : `coalesce(${columns.join(', ')})`;
}
