import { recordEvents } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';
import type { Directory } from './directory';

interface Moved {
  readonly left?: readonly string[] | undefined;
  readonly joined?: readonly string[] | undefined;
}

/**
 * Has the people of a group follow it into its team and out of it, unless another group holds them there. Whoever was put
 * into the team by hand and never was in the group stays, as do its managers. Runs inside the company.
 */
export async function refreshTeam(
  tx: Tx,
  { company_id, actor }: Pick<Directory, 'company_id' | 'actor'>,
  team_id: string,
  { left = [], joined = [] }: Moved,
): Promise<void> {
  if (left.length + joined.length === 0) return;
  // The lock of src/identity/teams: one change of teams at a time.
  await tx.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`teams:${company_id}`],
  });
  const before = await membersOf(tx, company_id, team_id);
  await tx.run({
    text: `delete from team_members t where t.company_id = $1 and t.team_id = $2 and t.user_id = any($3::uuid[]) and not t.is_manager
      and not exists (select from scim_group_members gm join scim_groups g on g.company_id = gm.company_id and g.id = gm.group_id
        where gm.company_id = $1 and gm.user_id = t.user_id and g.team_id = $2)`,
    values: [company_id, team_id, left],
  });
  await tx.run({
    text: `insert into team_members (company_id, team_id, user_id) select $1, $2, user_id from members
      where company_id = $1 and user_id = any($3::uuid[]) and status <> 'removed' on conflict do nothing`,
    values: [company_id, team_id, joined],
  });
  const after = await membersOf(tx, company_id, team_id);
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await recordEvents(tx, actor, [
    {
      name: 'team.updated',
      object: 'teams',
      record_id: team_id,
      before: { members: before },
      after: { members: after },
    },
  ]);
}

async function membersOf(tx: Tx, company_id: string, team_id: string): Promise<unknown[]> {
  const { rows } = await tx.run({
    text: 'select user_id, is_manager from team_members where company_id = $1 and team_id = $2 order by user_id',
    values: [company_id, team_id],
  });
  return rows;
}
