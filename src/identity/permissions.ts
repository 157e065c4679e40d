/** Roles and what they may do. Client-safe: screens hide what the server would refuse. */

import type { ObjectDefinition } from '@/core/shape/object';

export const roles = ['owner', 'admin', 'manager', 'rep', 'read_only'] as const;
export type RoleName = (typeof roles)[number];

export const recordVerbs = [
  'read',
  'create',
  'update',
  'delete',
  'export',
  'import',
  'bulk',
] as const;

export type RecordVerb = (typeof recordVerbs)[number];

/** Rights over the company rather than over records. */
export const administration = [
  'company:update',
  'members:manage',
  'fields:manage',
  'api_keys:manage',
  'events:read',
  'jobs:manage',
  'webhooks:manage',
  'currencies:manage',
] as const;

const everyVerb = recordVerbs.map((verb) => `*:${verb}`);

/** Patterns by role; `*` stands for every object. */
const rolePatterns: Readonly<Record<RoleName, readonly string[]>> = {
  owner: [...everyVerb, ...administration],
  admin: [...everyVerb, ...administration],
  manager: everyVerb,
  rep: everyVerb,
  read_only: ['*:read'],
};

/** Whether `role` stands at least as high as `other`: nobody gives or takes a role above their own. */
export const ranks = (role: RoleName, other: RoleName): boolean =>
  roles.indexOf(role) <= roles.indexOf(other);

/** `*:read` with `contacts`, `accounts` -> `contacts:read`, `accounts:read`. Names of no object stay as they are. */
export function expandPermissions(
  patterns: Iterable<string>,
  objects: Iterable<string>,
): Set<string> {
  const names = [...objects];
  const all = new Set<string>();
  for (const pattern of patterns) {
    if (pattern.startsWith('*:')) for (const name of names) all.add(name + pattern.slice(1));
    else all.add(pattern);
  }
  return all;
}

/** Everything `role` may do in a company with these objects. Only administrators change its configuration; nobody imports what files cannot bring in. */
export function permissionsOf(
  role: RoleName,
  objects: Iterable<Pick<ObjectDefinition, 'name' | 'configuration' | 'importable'>>,
): Set<string> {
  const all = [...objects];
  const granted = expandPermissions(
    rolePatterns[role],
    all.map(({ name }) => name),
  );
  for (const { name, configuration, importable } of all) {
    if (!importable) granted.delete(`${name}:import`);
    if (!configuration || ranks(role, 'admin')) continue;
    for (const verb of recordVerbs) if (verb !== 'read') granted.delete(`${name}:${verb}`);
  }
  return granted;
}

/** Those of `granted` that the scopes of a key name; a scope the role does not have gives nothing. */
export function withinScopes(
  granted: ReadonlySet<string>,
  scopes: readonly string[],
  objects: Iterable<string>,
): Set<string> {
  const asked = expandPermissions(scopes, objects);
  return new Set([...granted].filter((permission) => asked.has(permission)));
}
