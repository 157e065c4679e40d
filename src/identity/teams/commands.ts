import type { Ctx } from '@/core/run/context';
import { fold } from '@/core/run/engine/fold';
import { actorOf, recordEvents } from '@/core/run/events';
import { command, query } from '@/core/run/module';
import { AppError, type Issue, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { instantJson } from '../members/rows';
import { principalsOf } from '../session/principals';
import * as contract from './contract';
import { mayPlace } from './placing';

interface Team {
  readonly id: string;
  readonly name: string;
  readonly parent_id: string | null;
  readonly members: readonly { readonly user_id: string; readonly is_manager: boolean }[];
}

/** Most teams of a company. */
const most = 500;
/** Teams above one another. */
const deepest = 10;

/** JSON of the row `t` of teams; of its members the active ones. */
const teamJson = `jsonb_build_object('id', t.id, 'name', t.name, 'parent_id', t.parent_id,
  'members', coalesce((select jsonb_agg(jsonb_build_object('user_id', a.user_id, 'is_manager', a.is_manager) order by a.is_manager desc, m.title_key, a.user_id)
    from team_members a join members m on m.company_id = a.company_id and m.user_id = a.user_id and m.status = 'active'
    where a.company_id = t.company_id and a.team_id = t.id), '[]'),
  'created_at', ${instantJson('t.created_at')}, 'updated_at', ${instantJson('t.updated_at')})`;

/** GET /api/teams */
export const listTeams = query(contract.listTeams, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ team: Team }>(ctx.scope, {
    name: 'teams_list',
    text: `select ${teamJson} as team from teams t where t.company_id = $1 order by t.name_key, t.id limit ${most}`,
    values: [ctx.scope.company_id],
  });
  return { data: rows.map(({ team }) => team) };
});

/** POST /api/teams */
export const createTeam = command(contract.createTeam, async (ctx, tx, { body }) => {
  await lock(ctx, tx);
  const id = newId();
  await check(ctx, tx, id, body);
  await mayPlace(ctx, tx, null, body);
  const { company_id } = ctx.scope;
  const { rows: known } = await tx.run<{ teams: number }>({
    text: 'select count(*)::int as teams from teams where company_id = $1',
    values: [company_id],
  });
  if ((known[0]?.teams ?? 0) >= most)
    throw new AppError('conflict', `A company has at most ${most} teams.`);
  await tx.run({
    text: 'insert into teams (company_id, id, name, name_key, parent_id) values ($1, $2, $3, $4, $5)',
    values: [company_id, id, body.name, fold(body.name), body.parent_id],
  });
  await setMembers(ctx, tx, id, body.members);
  return { data: await noted(ctx, tx, 'created', null, await load(ctx, tx, id)) };
});

/** PATCH /api/teams/{id} */
export const updateTeam = command(contract.updateTeam, async (ctx, tx, { params, body }) => {
  await lock(ctx, tx);
  const before = await load(ctx, tx, params.id);
  const { name = before.name, parent_id = before.parent_id, members } = body;
  await check(ctx, tx, params.id, { name, parent_id, members: members ?? [] });
  await mayPlace(ctx, tx, before, { parent_id, members });
  await tx.run({
    text: 'update teams set name = $3, name_key = $4, parent_id = $5, updated_at = now() where company_id = $1 and id = $2',
    values: [ctx.scope.company_id, params.id, name, fold(name), parent_id],
  });
  if (members) await setMembers(ctx, tx, params.id, members);
  return { data: await noted(ctx, tx, 'updated', before, await load(ctx, tx, params.id)) };
});

/** DELETE /api/teams/{id} */
export const removeTeam = command(contract.removeTeam, async (ctx, tx, { params }) => {
  await lock(ctx, tx);
  const before = await load(ctx, tx, params.id);
  await mayPlace(ctx, tx, before, { parent_id: before.parent_id, members: [] });
  const { company_id } = ctx.scope;
  await tx.run({
    text: 'update teams set parent_id = $3, updated_at = now() where company_id = $1 and parent_id = $2',
    values: [company_id, params.id, before.parent_id],
  });
  for (const text of [
    'update scim_groups set team_id = null where company_id = $1 and team_id = $2',
    'delete from team_members where company_id = $1 and team_id = $2',
    'delete from record_shares where company_id = $1 and grantee_id = $2',
    'delete from teams where company_id = $1 and id = $2',
  ])
    await tx.run({ text, values: [company_id, params.id] });
  await noted(ctx, tx, 'deleted', before, null);
  return { data: before };
});

/** Throws 422 for people and teams that do not exist and for circles, 409 for a name that another team has. */
async function check(
  ctx: Ctx,
  tx: Tx,
  id: string,
  { name, parent_id, members }: Pick<Team, 'name' | 'parent_id' | 'members'>,
): Promise<void> {
  const { company_id } = ctx.scope;
  const issues: Issue[] = [];
  const { rows: people } = await tx.run<{ user_id: string }>({
    text: `select user_id from members where company_id = $1 and user_id = any($2::uuid[]) and status = 'active'`,
    values: [company_id, members.map(({ user_id }) => user_id)],
  });
  const known = new Set(people.map(({ user_id }) => user_id));
  members.forEach(({ user_id }, at) => {
    const path = `members.${at}.user_id`;
    if (!known.has(user_id))
      issues.push({ path, code: 'not_found', message: 'This member does not exist.' });
  });
  if (parent_id !== null) {
    const { rows: above } = await tx.run<{ id: string; depth: number }>({
      text: `with recursive up as (
          select id, parent_id, 1 as depth from teams where company_id = $1 and id = $2
          union all select t.id, t.parent_id, up.depth + 1 from up join teams t on t.company_id = $1 and t.id = up.parent_id where up.depth < 50)
        select id, depth from up`,
      values: [company_id, parent_id],
    });
    const path = 'parent_id';
    if (above.length === 0)
      issues.push({ path, code: 'not_found', message: 'This team does not exist.' });
    else if (above.some((team) => team.id === id))
      issues.push({ path, code: 'cycle', message: 'This would make a circle.' });
    else if (above.length >= deepest)
      issues.push({
        path,
        code: 'too_deep',
        message: `At most ${deepest} teams below one another.`,
      });
  }
  if (issues.length > 0) throw invalid(issues);
  const { rows } = await tx.run({
    text: 'select 1 from teams where company_id = $1 and name_key = $2 and id <> $3',
    values: [company_id, fold(name), id],
  });
  if (rows.length > 0)
    throw new AppError('conflict', 'Another team has this name.', {
      issues: [{ path: 'name', code: 'taken', message: 'Another team has this name.' }],
    });
}

async function setMembers(ctx: Ctx, tx: Tx, id: string, members: Team['members']): Promise<void> {
  const { company_id } = ctx.scope;
  const users = members.map(({ user_id }) => user_id);
  await tx.run({
    text: 'delete from team_members where company_id = $1 and team_id = $2 and user_id <> all($3::uuid[])',
    values: [company_id, id, users],
  });
  // Somebody named twice manages the team when one of the two says so.
  await tx.run({
    text: `insert into team_members (company_id, team_id, user_id, is_manager)
      select $1, $2, x.user_id, bool_or(x.is_manager) from unnest($3::uuid[], $4::bool[]) as x(user_id, is_manager) group by x.user_id
      on conflict (company_id, team_id, user_id) do update set is_manager = excluded.is_manager`,
    values: [company_id, id, users, members.map(({ is_manager }) => is_manager)],
  });
}

async function load(ctx: Ctx, tx: Tx, id: string): Promise<Team> {
  const { rows } = await tx.run<{ team: Team }>({
    text: `select ${teamJson} as team from teams t where t.company_id = $1 and t.id = $2`,
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0].team;
}

/** One change of teams at a time: circles and names are looked for before they are written. */
const lock = (ctx: Ctx, tx: Tx) =>
  tx.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`teams:${ctx.scope.company_id}`],
  });

const told = (team: Team | null) =>
  team && { name: team.name, parent_id: team.parent_id, members: team.members };

async function noted(
  ctx: Ctx,
  tx: Tx,
  what: 'created' | 'updated' | 'deleted',
  before: Team | null,
  after: Team | null,
): Promise<Team | null> {
  const [was, is] = [told(before), told(after)];
  await recordEvents(tx, actorOf(ctx), [
    {
      name: `team.${what}`,
      object: 'teams',
      record_id: (after ?? before)?.id ?? null,
      ...(was ? { before: was } : {}),
      ...(is ? { after: is } : {}),
    },
  ]);
  // Whose records are those of a team has changed.
  const { company_id } = ctx.scope;
  tx.afterCommit(() => principalsOf(ctx.app.db).revoke({ company_id }));
  return after;
}
