import { describe, expect, it } from 'vitest';
import { address, choice, datetime, email, money, ref, text, user } from '@/core/shape/field';
import { defineObject, type ObjectDefinition } from '@/core/shape/object';
import { filterEntries } from '../filters/filter-entries';
import { entriesOf, includesOf, patchOf, sortPath, valueAt, withValue } from './entries';

const both = (label: string) => ({ en: label, tr: label });
const firms = defineObject({
  name: 'firms',
  singular: 'firm',
  label: both('Firm'),
  label_plural: both('Firms'),
  icon: 'building',
  shortcut: 'f',
  title: ['name'],
  groups: {},
  fields: {
    name: text(both('Name'), { column: 1 }),
    industry: choice(both('Industry'), { choices: [] }),
    address: address(both('Address')),
    parent_id: ref(both('Parent'), { target: 'firms', inverse: 'children' }),
  },
});
const people = defineObject({
  name: 'people',
  singular: 'person',
  label: both('Person'),
  label_plural: both('People'),
  icon: 'user',
  shortcut: 'p',
  title: ['name'],
  groups: {},
  fields: {
    name: text(both('Name')),
    email: email(both('E-mail'), { column: 2 }),
    firm_id: ref(both('Firm'), { target: 'firms', inverse: 'people', column: 1 }),
    owner_id: user(both('Owner')),
    fee: money(both('Fee')),
    seen_at: datetime(both('Seen'), { readonly: true }),
  },
});
const custom = [
  {
    id: '1',
    object: 'people',
    key: 'score',
    label: 'Score',
    kind: 'integer' as const,
    required: false,
    filterable: true,
    choices: [],
    position: 1,
  },
  {
    id: '2',
    object: 'people',
    key: 'memo',
    label: 'Memo',
    kind: 'text' as const,
    required: false,
    filterable: false,
    choices: [],
    position: 0,
  },
];
const objects = new Map<string, ObjectDefinition>([
  [firms.name, firms],
  [people.name, people],
]);

describe('entries of an object', () => {
  it('puts own fields first, then custom ones by position, then the system ones', () => {
    expect(entriesOf(people, custom).map((entry) => entry.path)).toEqual([
      'name',
      'email',
      'firm_id',
      'owner_id',
      'fee',
      'seen_at',
      'custom.memo',
      'custom.score',
      'created_at',
      'created_by',
      'updated_at',
      'updated_by',
    ]);
  });

  it('offers related fields one level deep and only filterable custom fields', () => {
    const paths = filterEntries(people, custom, objects).map((entry) => entry.path);
    expect(paths).toContain('firm.industry');
    expect(paths).toContain('custom.score');
    expect(paths).not.toContain('custom.memo');
    expect(paths).not.toContain('firm.parent_id');
    expect(paths).toContain('firm.address.country');
    expect(paths).not.toContain('firm.address');
  });

  it('sorts a reference by the title of its target and refuses what cannot be sorted', () => {
    const at = (path: string) =>
      entriesOf(people, custom).flatMap((entry) =>
        entry.path === path ? [sortPath(entry, custom)] : [],
      )[0];
    expect(at('firm_id')).toBe('firm.title');
    expect(at('owner_id')).toBe('owner.name');
    expect(at('custom.score')).toBe('custom.score');
    expect(at('custom.memo')).toBeNull();
  });

  it('reads, replaces and sends values by path', () => {
    const record = { id: '1', firm: { industry: 'it' }, custom: { score: 3 } };
    expect(valueAt(record, 'firm.industry')).toBe('it');
    expect(valueAt(record, 'owner.title')).toBeNull();
    expect(withValue(record, 'custom.score', 4).custom).toEqual({ score: 4 });
    expect(record.custom.score).toBe(3);
    expect(patchOf({ name: 'A', 'custom.score': 4, 'custom.memo': 'x' })).toEqual({
      name: 'A',
      custom: { score: 4, memo: 'x' },
    });
    expect(includesOf(entriesOf(people))).toEqual(['firm', 'owner']);
  });
});
