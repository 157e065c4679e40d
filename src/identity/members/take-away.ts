import type { Tx } from '@/platform/db/types';

/**
 * Takes from somebody who leaves what opened records to them, for whoever comes back starts anew: keys, composed roles,
 * teams and what was shared with them. Answers the ids of the roles. Runs inside the company.
 */
export async function takeAway(tx: Tx, company_id: string, user_id: string): Promise<string[]> {
  const values = [company_id, user_id];
  for (const text of [
    'update api_keys set revoked_at = now() where company_id = $1 and user_id = $2 and revoked_at is null',
    'delete from team_members where company_id = $1 and user_id = $2',
    'delete from record_shares where company_id = $1 and grantee_id = $2',
  ])
    await tx.run({ text, values });
  const { rows } = await tx.run<{ role_id: string }>({
    text: 'delete from member_roles where company_id = $1 and user_id = $2 returning role_id',
    values,
  });
  return rows.map(({ role_id }) => role_id).sort();
}
