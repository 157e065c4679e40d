import type { ObjectDefinition } from '@/core/shape/object';
import type { Reach } from '@/core/shape/reach';
import {
  administration,
  permissionsOf,
  type RecordVerb,
  type RoleName,
  recordVerbs,
} from '@/identity/permissions';
import { guestRights } from '@/identity/roles/guest-rights';
import {
  noRights,
  type ObjectRights,
  objectsWithRights,
  type RoleRights,
  rightsFor,
} from '@/identity/roles/rights';
import { uiObjectMap } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

/** A composed role as `/api/roles` returns it. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly rights: RoleRights;
  readonly member_ids: readonly string[];
}

export const rolesQuery = {
  queryKey: keys.roles,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api<Role[]>('GET', '/roles', undefined, { signal }),
};

/** Every object that rights are given for, in the order of the sidebar. */
export const rightObjects: readonly ObjectDefinition[] = objectsWithRights(uiObjectMap.values());

/** Rights that go nowhere: what a new role begins with. */
export const nothing: RoleRights = { objects: { '*': noRights }, administration: [] };

/** What a built-in role allows, in the words of a composed one. */
export function rightsOf(role: RoleName): RoleRights {
  if (role === 'guest') return guestRights(uiObjectMap.values());
  const held = permissionsOf(role, uiObjectMap.values());
  const all = Object.fromEntries(
    recordVerbs.map((verb) => [
      verb,
      rightObjects.some(({ name }) => held.has(`${name}:${verb}`)) ? 'all' : 'none',
    ]),
  ) as ObjectRights;
  return { objects: { '*': all }, administration: administration.filter((one) => held.has(one)) };
}

/** The rights with one more said; `object` may be `*`, and what was not named before keeps the rest it had through that. */
export const withRight = (
  rights: RoleRights,
  object: string,
  verb: RecordVerb,
  far: Reach,
): RoleRights => ({
  ...rights,
  objects: { ...rights.objects, [object]: { ...rightsFor(rights, object), [verb]: far } },
});

/** The rights with an object following "all other objects" again. */
export function withoutObject(rights: RoleRights, object: string): RoleRights {
  const { [object]: _, ...objects } = rights.objects;
  return { ...rights, objects };
}
