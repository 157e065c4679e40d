import { expect, test } from 'vitest';
import { administration, permissionsOf, recordVerbs } from '@/identity/permissions';
import { covers, grantOf, mayGive, rightsFor } from '@/identity/roles/rights';
import { uiObjectMap } from '@/registry.ui';
import en from '@/ui/messages/en.json';
import { nothing, rightObjects, rightsOf, withoutObject, withRight } from './types';

const objects = [...uiObjectMap.values()];
const nobody = { people: { none: [], own: [], team: [], below: [] }, teams: [] };
const permissionsWith = (...rights: ReturnType<typeof rightsOf>[]) =>
  grantOf('custom', rights, objects, nobody);

test.each(['manager', 'rep', 'read_only'] as const)('a copy of %s allows the same', (role) => {
  const { permissions, reach } = permissionsWith(rightsOf(role));
  expect([...permissions].sort()).toEqual([...permissionsOf(role, objects)].sort());
  expect(reach).toBeNull();
});

test('a line of its own keeps what it had through all others, and follows them again', () => {
  const all = withRight(nothing, '*', 'read', 'all');
  const deals = withRight(all, 'deals', 'update', 'own');
  expect(rightsFor(deals, 'deals')).toMatchObject({ read: 'all', update: 'own', delete: 'none' });
  expect(rightsFor(deals, 'contacts')).toMatchObject({ read: 'all', update: 'none' });
  expect(withoutObject(deals, 'deals')).toEqual(all);
});

test('one gives what one has and no more, a right or a role', () => {
  const rights = withRight(withRight(nothing, 'deals', 'read', 'team'), 'deals', 'update', 'own');
  const granted = permissionsWith(rights);
  const object = (name: string) => ({ name, importable: true });
  expect(mayGive(granted, object('deals'), 'read', 'own')).toBe(true);
  expect(mayGive(granted, object('deals'), 'read', 'team')).toBe(true);
  expect(mayGive(granted, object('deals'), 'read', 'below')).toBe(false);
  expect(mayGive(granted, object('deals'), 'update', 'team')).toBe(false);
  expect(mayGive(granted, object('contacts'), 'read', 'own')).toBe(false);
  expect(mayGive(granted, object('contacts'), 'import', 'all')).toBe(false);
  expect(mayGive(granted, { name: 'contacts', importable: false }, 'import', 'all')).toBe(true);
  expect(covers(granted, rights, objects)).toBe(true);
  expect(covers(granted, withRight(rights, 'deals', 'update', 'all'), objects)).toBe(false);
  expect(covers(granted, { ...rights, administration: ['teams:manage'] }, objects)).toBe(false);
});

test('export, import and bulk changes have a reach like all others', () => {
  const rights = withRight(rightsOf('manager'), 'deals', 'bulk', 'team');
  const granted = permissionsWith(rights);
  expect(granted.permissions.has('deals:bulk')).toBe(true);
  expect(granted.reach?.objects).toEqual({ deals: { bulk: 'team' } });
  const deals = { name: 'deals', importable: true };
  expect(mayGive(granted, deals, 'bulk', 'own')).toBe(true);
  expect(mayGive(granted, deals, 'bulk', 'all')).toBe(false);
});

test('the matrix has every object people see, and every right has its words', () => {
  expect(rightObjects.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['contacts', 'accounts', 'leads', 'deals', 'tasks', 'activities']),
  );
  expect(rightObjects.map(({ name }) => name)).not.toContain('deal_items');
  const texts: Record<string, unknown> = en.roles;
  for (const right of administration)
    expect(texts[`right_${right.replace(':', '_')}_text`], right).toBeTypeOf('string');
  for (const verb of recordVerbs) expect(texts[`verb_${verb}`]).toBeTypeOf('string');
});
