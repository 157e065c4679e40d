import { recordEvents } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';
import { type RoleName, ranks, roles } from '../permissions';
import { mayManage, standingOf } from '../roles/standing';
import type { Directory } from './directory';

type Scope = Pick<
  Directory,
  'app' | 'company_id' | 'connection_id' | 'default_role' | 'vouched_role' | 'actor'
>;

/** The highest of these; null for none. */
const highest = (held: readonly string[]): RoleName | null =>
  roles.find((role) => held.includes(role)) ?? null;

/**
 * Gives people the highest role their groups give, and the connection's own once no group gives one. Owners, and whoever
 * stands above the one who vouches for the connection, keep theirs. Runs inside the company.
 */
export async function refreshRoles(
  tx: Tx,
  { app, company_id, connection_id, default_role, vouched_role, actor }: Scope,
  user_ids: readonly string[],
): Promise<void> {
  if (user_ids.length === 0) return;
  const { rows } = await tx.run<{ user_id: string; role: RoleName; given: string[] }>({
    text: `select m.user_id, m.role, coalesce((select array_agg(g.role) from scim_group_members gm
        join scim_groups g on g.company_id = gm.company_id and g.id = gm.group_id
        where gm.company_id = m.company_id and gm.user_id = m.user_id and g.connection_id = $2 and g.role <> ''), '{}') as given
      from members m where m.company_id = $1 and m.user_id = any($3::uuid[]) and m.status = 'active' order by m.user_id for update`,
    values: [company_id, connection_id, user_ids],
  });
  const by = standingOf(app.registry, vouched_role);
  for (const { user_id, role: before, given } of rows) {
    const role = highest(given) ?? default_role;
    if (role === before || before === 'owner' || role === 'owner') continue;
    if (!ranks(vouched_role, role)) continue;
    if (!(await mayManage(tx, app.registry, by, { company_id, user_id, role: before }))) continue;
    await tx.run({
      text: 'update members set role = $3, updated_at = now() where company_id = $1 and user_id = $2',
      values: [company_id, user_id, role],
    });
    await recordEvents(tx, actor, [
      {
        name: 'member.updated',
        object: 'members',
        record_id: user_id,
        before: { role: before },
        after: { role },
      },
    ]);
  }
}
