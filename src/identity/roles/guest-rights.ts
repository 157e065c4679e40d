import type { ObjectDefinition } from '@/core/shape/object';
import { isOwned, seenThrough } from '@/core/shape/reach';
import { noRights, objectsWithRights, type RoleRights } from './rights';

/**
 * What the built-in role `guest` allows: to see what is shared with one, or handed to one, and what belongs to that; and to
 * change it where the share says so. Client-safe.
 */
export function guestRights(objects: Iterable<ObjectDefinition>): RoleRights {
  const followed = objectsWithRights(objects).filter(
    (object) => isOwned(object) || seenThrough(object).length > 0,
  );
  return {
    objects: Object.fromEntries(
      followed.map((object) => [
        object.name,
        { ...noRights, read: 'own', update: isOwned(object) ? 'own' : 'none' } as const,
      ]),
    ),
    administration: [],
  };
}
