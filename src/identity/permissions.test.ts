import { describe, expect, test } from 'vitest';
import { permissionsOf, ranks, roles, withinScopes } from './permissions';

const objects = ['contacts', 'accounts'];
const definitions = objects.map((name) => ({ name, importable: true }));

describe('permissions', () => {
  test('a lower role holds nothing that a higher one does not', () => {
    for (const [at, role] of roles.entries()) {
      const above = roles[at - 1];
      if (!above) continue;
      const higher = permissionsOf(above, definitions);
      for (const permission of permissionsOf(role, definitions))
        expect([above, higher.has(permission), permission]).toEqual([above, true, permission]);
    }
  });

  test('readers only read; nobody below administrators administers', () => {
    expect([...permissionsOf('read_only', definitions)]).toEqual([
      'contacts:read',
      'accounts:read',
    ]);
    for (const role of ['manager', 'rep', 'read_only'] as const) {
      const held = permissionsOf(role, definitions);
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

  test('everybody reads the configuration, administrators change it', () => {
    const setup = [{ name: 'pipelines', configuration: true }];
    for (const role of ['manager', 'rep', 'read_only'] as const)
      expect([...permissionsOf(role, setup)]).toEqual(['pipelines:read']);
    for (const role of ['owner', 'admin'] as const)
      expect(permissionsOf(role, setup).has('pipelines:delete')).toBe(true);
  });

  test('nobody imports what files cannot bring in', () => {
    expect(permissionsOf('owner', [{ name: 'deals' }]).has('deals:import')).toBe(false);
    expect(permissionsOf('owner', [{ name: 'deals', importable: true }]).has('deals:import')).toBe(
      true,
    );
  });

  test('scopes only narrow', () => {
    const held = permissionsOf('rep', definitions);
    expect([
      ...withinScopes(held, ['contacts:read', 'members:manage', 'leads:read'], definitions),
    ]).toEqual(['contacts:read']);
    expect([...withinScopes(held, ['*:read'], definitions)]).toEqual([
      'contacts:read',
      'accounts:read',
    ]);
    expect(withinScopes(held, [], definitions).size).toBe(0);
  });

  test('ranks follow the order of the roles', () => {
    expect(ranks('admin', 'admin')).toBe(true);
    expect(ranks('admin', 'owner')).toBe(false);
    expect(ranks('owner', 'read_only')).toBe(true);
  });
});
