import type { ObjectDefinition } from '../../shape/object';
import type { Ctx, TimelineSource } from '../context';

/** Where an entry stands: milliseconds since 1970, then its id. */
export interface Place {
  readonly kind: string;
  readonly id: string;
  readonly ms: string;
}

/**
 * The statement that finds the entries of one page, newest first: from every source no more than the page can hold, by an
 * index. Parameters: company, record, the instant and id it goes on below, the same as the id of an event, number of entries.
 * Null when nothing was asked for.
 */
export function placesSql(
  { app }: Ctx,
  object: ObjectDefinition,
  sources: readonly TimelineSource[],
  changes: boolean,
): string | null {
  const parts = changes ? [changesSql(object, app.registry.outcomes ?? [])] : [];
  for (const source of sources) {
    const { fields = {} } = app.registry.objects.get(source.object) ?? {};
    const mayBeEmpty = source.at in fields && !fields[source.at]?.required;
    for (const [link, { target, hidden }] of Object.entries(fields)) {
      if (target !== object.name || hidden) continue;
      parts.push(recordsSql(source, link, source.at, mayBeEmpty ? filled(source.at) : ''));
      if (mayBeEmpty) parts.push(recordsSql(source, link, 'created_at', missing(source.at)));
    }
  }
  if (parts.length === 0) return null;
  // Every parameter is named, whatever was asked for: PostgreSQL wants to know their types.
  return (
    `select kind, id, ms::text as ms from (${parts.join(' union all ')}) p ` +
    'where $3::timestamptz is not null and $4::uuid is not null and $5::uuid is not null ' +
    'order by p.ms desc, p.id desc limit $6::int'
  );
}

const filled = (at: string): string => `and t.${at} > '-infinity' `;
const missing = (at: string): string => `and t.${at} = '-infinity' `;

const recordsSql = ({ kind, object }: TimelineSource, link: string, at: string, only: string) =>
  `(select '${kind}' as kind, t.id, (extract(epoch from t.${at}) * 1000)::bigint as ms from ${object} t ` +
  `where t.company_id = $1 and t.${link} = $2 and t.deleted_at is null ${only}and (t.${at}, t.id) < ($3::timestamptz, $4::uuid) ` +
  `order by t.${at} desc, t.id desc limit $6::int)`;

/** The time of an event is that of its id; changes of quiet and hidden fields alone are left out, and what only says a change again. */
function changesSql(
  { name, singular, fields }: ObjectDefinition,
  outcomes: readonly string[],
): string {
  const again = outcomes.filter((event) => event.startsWith(`${singular}.`));
  const told =
    again.length === 0
      ? ''
      : `e.name not in (${again.map((event) => `'${event}'`).join(', ')}) and `;
  const quiet = Object.entries(fields).flatMap(([field, one]) =>
    one.quiet || one.hidden ? [`'${field}'`] : [],
  );
  const news =
    quiet.length === 0
      ? ''
      : `and (e.name <> '${singular}.updated' or (e.changes -> 'after') - array[${quiet.join(', ')}] is distinct from '{}'::jsonb) `;
  return (
    `(select 'change' as kind, e.id, ('x' || substr(e.id::text, 1, 8) || substr(e.id::text, 10, 4))::bit(48)::bigint as ms from events e ` +
    `where e.company_id = $1 and e.object = '${name}' and e.record_id = $2 and ${told}e.id < $5::uuid ${news}order by e.id desc limit $6::int)`
  );
}
