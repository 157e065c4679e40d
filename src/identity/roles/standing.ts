import type { Registry } from '@/core/run/module';
import type { ObjectDefinition } from '@/core/shape/object';
import type { Tx } from '@/platform/db/types';
import { type RoleName, ranks } from '../permissions';
import { grantsOf } from './composed';
import { covers, type Granted, type RoleRights } from './rights';

/** Somebody who wants to manage others, with what they may do; a principal is one. */
export interface Standing extends Granted {
  readonly role: RoleName;
}

/** How high somebody stands of whom a built-in role is all that is known, as of whoever vouches for a connection. */
export const standingOf = (registry: Pick<Registry, 'objects'>, role: RoleName): Standing => ({
  role,
  ...grantsOf(registry)('', role, null),
});

/** Whether neither a built-in role nor composed ones go beyond `by`. */
export const withinStanding = (
  by: Standing,
  role: RoleName,
  composed: readonly RoleRights[],
  objects: Iterable<ObjectDefinition>,
): boolean => {
  const all = [...objects];
  return ranks(by.role, role) && composed.every((rights) => covers(by, rights, all));
};

/**
 * Whether nothing that a member may do goes beyond `by`: neither the built-in role nor any composed one, which the
 * built-in role says nothing of. Runs inside the company.
 */
export async function mayManage(
  tx: Tx,
  { objects }: Pick<Registry, 'objects'>,
  by: Standing,
  member: { readonly company_id: string; readonly user_id: string; readonly role: RoleName },
): Promise<boolean> {
  const { rows } = await tx.run<{ rights: RoleRights }>({
    text: `select r.rights from member_roles a join roles r on r.company_id = a.company_id and r.id = a.role_id
      where a.company_id = $1 and a.user_id = $2`,
    values: [member.company_id, member.user_id],
  });
  const composed = rows.map(({ rights }) => rights);
  return withinStanding(by, member.role, composed, objects.values());
}
