import type { Ctx } from '@/core/run/context';
import { command, query } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import type { Statement, Tx } from '@/platform/db/types';
import * as contracts from './contract';

interface Record {
  readonly object: string;
  readonly id: string;
}

/** GET /api/{object}/{id}/follow */
export const getFollow = query(contracts.getFollow, async (ctx, { params }) =>
  ctx.app.db.withCompany(ctx.scope, (tx) => stateOf(ctx, tx, params)),
);

/** PUT and DELETE /api/{object}/{id}/follow, PUT and DELETE .../mute */
export const follow = command(contracts.follow, (ctx, tx, { params }) =>
  decide(ctx, tx, params, 'following', true),
);
export const unfollow = command(contracts.unfollow, (ctx, tx, { params }) =>
  decide(ctx, tx, params, 'following', false),
);
export const mute = command(contracts.mute, (ctx, tx, { params }) =>
  decide(ctx, tx, params, 'muted', true),
);
export const unmute = command(contracts.unmute, (ctx, tx, { params }) =>
  decide(ctx, tx, params, 'muted', false),
);

async function decide(
  ctx: Ctx,
  tx: Tx,
  record: Record,
  column: 'following' | 'muted',
  value: boolean,
) {
  await mustBeThere(ctx, tx, record);
  await tx.run({
    name: `follows_${column}`,
    text:
      `insert into follows (company_id, object, record_id, user_id, ${column}) values ($1, $2, $3, $4, $5) ` +
      `on conflict (company_id, object, record_id, user_id) do update set ${column} = excluded.${column}`,
    values: [ctx.scope.company_id, record.object, record.id, ctx.scope.user_id, value],
  });
  return stateOf(ctx, tx, record);
}

interface State {
  readonly owner_id: string | null;
  readonly following: boolean | null;
  readonly muted: boolean;
}

async function stateOf(ctx: Ctx, tx: Tx, record: Record) {
  await mustBeThere(ctx, tx, record);
  const values = [ctx.scope.company_id, record.object, record.id];
  const { rows: mine } = await tx.run<State>({
    name: 'follow_of_mine',
    text:
      'select d.owner_id, f.following, coalesce(f.muted, false) as muted from search_documents d left join follows f ' +
      'on f.company_id = $1 and f.object = $2 and f.record_id = $3 and f.user_id = $4 ' +
      'where d.company_id = $1 and d.object = $2 and d.record_id = $3',
    values: [...values, ctx.scope.user_id],
  });
  const { rows: followers } = await tx.run(followersStatement(values));
  const state = mine[0];
  const following = state?.following ?? state?.owner_id === ctx.scope.user_id;
  return { data: { following, muted: state?.muted ?? false, followers } };
}

/** Active members who follow a record, by name. */
const followersStatement = (values: readonly unknown[]): Statement => ({
  name: 'follow_list',
  text:
    `select m.user_id as id, m.name, nullif(m.avatar_url, '') as avatar_url from members m ` +
    'left join follows f on f.company_id = $1 and f.object = $2 and f.record_id = $3 and f.user_id = m.user_id ' +
    'left join search_documents d on d.company_id = $1 and d.object = $2 and d.record_id = $3 and d.owner_id = m.user_id ' +
    `where m.company_id = $1 and m.status = 'active' and coalesce(f.following, d.owner_id is not null) order by m.title_key, m.user_id limit 50`,
  values,
});

/** 404 for records that are not there, not live, or not the caller's to read. */
async function mustBeThere({ app, scope, principal }: Ctx, tx: Tx, { object, id }: Record) {
  if (!app.registry.objects.has(object) || !principal.permissions.has(`${object}:read`))
    throw notFound();
  const { rows } = await tx.run({
    text: `select from ${object} where company_id = $1 and id = $2 and deleted_at is null`,
    values: [scope.company_id, id],
  });
  if (rows.length === 0) throw notFound();
}
