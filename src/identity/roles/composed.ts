import type { Registry } from '@/core/run/module';
import { permissionsOf, type RoleName, roles } from '../permissions';
import { guestRights } from './guest-rights';
import { type Granted, grantOf, type RoleRights } from './rights';

/** What a member has beside the built-in role, as `composedSql` reads it. */
export interface Composed {
  readonly rights: readonly RoleRights[] | null;
  /** The company has private records. */
  readonly private: boolean;
  readonly teams: readonly string[];
  /** User ids of the members of these teams, and of the teams below them as well. */
  readonly team: readonly string[];
  readonly below: readonly string[];
}

/** JSON of the composed roles of the member `m`, and of whom their words mean; null for a member without any, unless they are a guest or the company has private records. */
export const composedSql = `(select jsonb_build_object(
    'private', (select c.private_records from companies c where c.id = m.company_id),
    'rights', (select jsonb_agg(r.rights) from member_roles a join roles r on r.company_id = a.company_id and r.id = a.role_id
      where a.company_id = m.company_id and a.user_id = m.user_id),
    'teams', coalesce((select jsonb_agg(a.team_id) from team_members a where a.company_id = m.company_id and a.user_id = m.user_id), '[]'),
    'team', coalesce((select jsonb_agg(distinct o.user_id) from team_members a
      join team_members o on o.company_id = a.company_id and o.team_id = a.team_id
      where a.company_id = m.company_id and a.user_id = m.user_id), '[]'),
    'below', coalesce((with recursive t as (
        select a.team_id from team_members a where a.company_id = m.company_id and a.user_id = m.user_id
        union select c.id from t join teams c on c.company_id = m.company_id and c.parent_id = t.team_id)
      select jsonb_agg(distinct o.user_id) from t join team_members o on o.company_id = m.company_id and o.team_id = t.team_id), '[]'))
  where exists (select from member_roles a where a.company_id = m.company_id and a.user_id = m.user_id)
    or m.role = 'guest' or (select c.private_records from companies c where c.id = m.company_id))`;

const nothing: Granted = { permissions: new Set(), reach: null, fields: null };

const builtIn = new WeakMap<object, ReadonlyMap<RoleName, Granted>>();

/** What members are granted. Those of a built-in role alone share one set: a set for each would be most of a cache of them. */
export function grantsOf({ objects }: Pick<Registry, 'objects'>) {
  let shared = builtIn.get(objects);
  if (!shared) {
    shared = new Map(
      roles.map((role) => [
        role,
        { permissions: permissionsOf(role, objects.values()), reach: null, fields: null },
      ]),
    );
    builtIn.set(objects, shared);
  }
  const known = shared;
  const guest = guestRights(objects.values());
  return (user_id: string, role: RoleName, composed: Composed | null): Granted => {
    const alone = known.get(role) ?? nothing;
    if (composed === null) return alone;
    const { rights, teams, team, below } = composed;
    const withSelf = (ids: readonly string[]) => [...new Set([user_id, ...ids])];
    const people = { none: [], own: [user_id], team: withSelf(team), below: withSelf(below) };
    const held = [...(rights ?? []), ...(role === 'guest' ? [guest] : [])];
    const granted =
      held.length > 0 ? grantOf(role, held, objects.values(), { people, teams }) : alone;
    if (!composed.private || granted.permissions.has('private:read')) return granted;
    const reach = { objects: {}, people, teams, ...granted.reach, hides_private: true as const };
    return { ...granted, reach };
  };
}
