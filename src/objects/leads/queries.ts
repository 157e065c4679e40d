import type { Ctx, Values } from '@/core/run/context';
import { compile } from '@/core/run/engine/compile';
import { fold } from '@/core/run/engine/fold';
import { getRecord } from '@/core/run/engine/get';
import { titleSql } from '@/core/run/engine/masks';
import { mustSeeFields, seesFields } from '@/core/run/field-rights';
import { query } from '@/core/run/module';
import type { Tx } from '@/platform/db/types';
import { withActiveMembers } from './active';
import { becomes, domainsOf } from './become';
import { conversionPreview } from './contract';
import { shapesOf } from './outcome';

/** A record that is there and may be the one a lead would become. */
interface Match {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly account_id: string | null;
  readonly why: 'domain' | 'email' | 'name';
}

/** How many are proposed. */
const most = 5;

/** Accounts with the domain of a lead, then those with the name of its company. */
const accountMatches = (ctx: Ctx, lead: Values): Promise<Match[]> =>
  matches(ctx, 'accounts', {
    keys: domainsOf(lead).map((domain) => `domain:${domain}`),
    title: fold(String(lead.company_name ?? '')),
    by: ['domain', 'website'],
    columns: 'null::uuid as account_id',
    why: 'domain',
  });

/** Contacts with one of a lead's mail addresses, then those with its name. */
function contactMatches(ctx: Ctx, lead: Values): Promise<Match[]> {
  const emails = (lead.emails ?? []) as readonly { readonly value: string }[];
  const name = [lead.first_name, lead.last_name].filter(Boolean).join(' ');
  return matches(ctx, 'contacts', {
    keys: emails.map(({ value }) => `email:${value}`),
    title: fold(name),
    by: ['email'],
    columns: 't.account_id',
    why: 'email',
  });
}

interface Wanted {
  readonly keys: readonly string[];
  /** The fields that the keys are made of. */
  readonly by: readonly string[];
  readonly title: string;
  readonly columns: string;
  readonly why: 'domain' | 'email';
}

/** Nothing of objects that the caller may not read. */
async function matches(
  ctx: Ctx,
  object: 'accounts' | 'contacts',
  { keys, by, title, columns, why }: Wanted,
): Promise<Match[]> {
  if (!ctx.principal.permissions.has(`${object}:read`)) return [];
  const compiled = await compile(ctx, object);
  const sees = seesFields(ctx.principal, object, by);
  const { rows } = await ctx.app.db.read<Match>(
    ctx.scope,
    {
      name: `lead_matches_${object}`,
      text: `select t.id, ${titleSql(compiled, 't')} as title, ${sees ? `t.${why}` : "''"} as detail, ${columns}, f.why from (
          select distinct on (id) id, place, why from (
            (select m.record_id as id, 1 as place, '${why}' as why from match_keys m
              where m.company_id = $1 and m.object = '${object}' and m.key = any($2::text[]) limit 50)
            union all
            (select n.id, 2, 'name' from ${object} n
              where n.company_id = $1 and ${titleSql(compiled, 'n', 'title_key')} = $3 and $3 <> '' and n.deleted_at is null limit 50)
          ) a order by id, place
        ) f join ${object} t on t.company_id = $1 and t.id = f.id and t.deleted_at is null
        order by f.place, t.id limit ${most}`,
      values: [ctx.scope.company_id, sees ? keys : [], title],
    },
    { signal: ctx.signal },
  );
  return rows;
}

/** GET /api/leads/{id}/convert. */
export const preview = query(conversionPreview, async (ctx, { params }) => {
  mustSeeFields(ctx, 'leads');
  const { json = '' } = await getRecord(ctx, 'leads', params.id, new URLSearchParams());
  const shapes = await shapesOf(ctx);
  const run: Tx['run'] = (statement) =>
    ctx.app.db.read(ctx.scope, statement, { signal: ctx.signal });
  const lead = await withActiveMembers(ctx, run, JSON.parse(json) as Values, shapes.leads);
  const [accounts, contacts] = await Promise.all([
    accountMatches(ctx, lead),
    contactMatches(ctx, lead),
  ]);
  return { data: { ...becomes(lead, shapes), accounts, contacts } };
});
