/** Roles and what they may do. Client-safe: screens hide what the server would refuse. */

import type { ObjectDefinition } from '@/core/shape/object';

/**
 * From the highest to the lowest. `custom` has no rights but those of the roles that administrators composed; a guest sees
 * what is shared with them (`roles/guest-rights.ts`).
 */
export const roles = ['owner', 'admin', 'manager', 'rep', 'read_only', 'custom', 'guest'] as const;
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
  'configuration:manage',
  'api_keys:manage',
  'events:read',
  'private:read',
  'jobs:manage',
  'webhooks:manage',
  'currencies:manage',
  'roles:manage',
  'teams:manage',
  'sign_in:manage',
  'sso:manage',
] as const;
export type Administration = (typeof administration)[number];

const everyVerb = recordVerbs.map((verb) => `*:${verb}`);

/** Patterns by role; `*` stands for every object. */
const rolePatterns: Readonly<Record<RoleName, readonly string[]>> = {
  owner: [...everyVerb, ...administration],
  admin: [...everyVerb, ...administration],
  manager: everyVerb,
  rep: everyVerb,
  read_only: ['*:read'],
  custom: [],
  guest: [],
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

type Allowed = Pick<ObjectDefinition, 'name' | 'configuration' | 'importable'>;

/** Everything `role` may do in a company with these objects; nobody imports what files cannot bring in. */
export function permissionsOf(role: RoleName, objects: Iterable<Allowed>): Set<string> {
  const all = [...objects];
  const granted = expandPermissions(
    rolePatterns[role],
    all.filter(({ configuration }) => !configuration).map(({ name }) => name),
  );
  for (const { name, importable } of all) if (!importable) granted.delete(`${name}:import`);
  if (rolePatterns[role].length > 0) withConfiguration(granted, all);
  return granted;
}

/** Adds what comes with `permissions` over the configuration: everybody reads it, all else is one right of administration. */
export function withConfiguration(permissions: Set<string>, objects: Iterable<Allowed>): void {
  const manages = permissions.has('configuration:manage');
  for (const { name, configuration, importable } of objects) {
    if (!configuration) continue;
    for (const verb of recordVerbs)
      if (verb === 'read' || (manages && (verb !== 'import' || importable)))
        permissions.add(`${name}:${verb}`);
  }
}

/**
 * Those of `granted` that the scopes of a key name; a scope the role does not have gives nothing, nor does one for parts of
 * what the key may not read.
 */
export function withinScopes(
  granted: ReadonlySet<string>,
  scopes: readonly string[],
  objects: Iterable<
    Pick<ObjectDefinition, 'name'> & Partial<Pick<ObjectDefinition, 'part_of' | 'fields'>>
  >,
): Set<string> {
  const all = [...objects];
  const asked = expandPermissions(
    scopes,
    all.map(({ name }) => name),
  );
  const held = new Set([...granted].filter((permission) => asked.has(permission)));
  for (const { name, part_of = [], fields = {} } of all) {
    if (part_of.every((link) => held.has(`${fields[link]?.target}:read`))) continue;
    for (const verb of recordVerbs) held.delete(`${name}:${verb}`);
  }
  return held;
}
