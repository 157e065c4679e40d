import type { ObjectDefinition } from '@/core/shape/object';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';

/** Every object the screens are built from, in the order of the sidebar. The server's half is registry.ts. */
export const uiObjects: readonly ObjectDefinition[] = [contacts, accounts];

/** The same by name. */
export const uiObjectMap: ReadonlyMap<string, ObjectDefinition> = new Map(
  uiObjects.map((object) => [object.name, object]),
);
