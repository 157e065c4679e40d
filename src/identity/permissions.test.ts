import { describe, expect, test } from 'vitest';
import { permissionsOf, ranks, roles, withinScopes } from './permissions';

const objects = ['contacts', 'accounts'];

describe('permissions', () => {
  test('a lower role holds nothing that a higher one does not', () => {
    for (const [at, role] of roles.entries()) {
      const above = roles[at - 1];
      if (!above) continue;
      const higher = permissionsOf(above, objects);
      for (const permission of permissionsOf(role, objects))
        expect([above, higher.has(permission), permission]).toEqual([above, true, permission]);
    }
  });

  test('readers only read; nobody below administrators administers', () => {
    expect([...permissionsOf('read_only', objects)]).toEqual(['contacts:read', 'accounts:read']);
    for (const role of ['manager', 'rep', 'read_only'] as const) {
      const held = permissionsOf(role, objects);
      for (const right of [
        'members:manage',
        'company:update',
        'fields:manage',
        'events:read',
        'api_keys:manage',
      ])
        expect(held.has(right)).toBe(false);
    }
  });

  test('scopes only narrow', () => {
    const held = permissionsOf('rep', objects);
    expect([
      ...withinScopes(held, ['contacts:read', 'members:manage', 'leads:read'], objects),
    ]).toEqual(['contacts:read']);
    expect([...withinScopes(held, ['*:read'], objects)]).toEqual([
      'contacts:read',
      'accounts:read',
    ]);
    expect(withinScopes(held, [], objects).size).toBe(0);
  });

  test('ranks follow the order of the roles', () => {
    expect(ranks('admin', 'admin')).toBe(true);
    expect(ranks('admin', 'owner')).toBe(false);
    expect(ranks('owner', 'read_only')).toBe(true);
  });
});
