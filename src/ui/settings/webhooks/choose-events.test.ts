import { expect, test } from 'vitest';
import { includesEvent, withEvent, withGroup } from './choose-events';

const groups = [
  { subject: 'contact', object: 'contacts', events: ['contact.created', 'contact.deleted'] },
  { subject: 'member', object: null, events: ['member.removed'] },
];
const sorted = (set: ReadonlySet<string>) => [...set].sort();

test('ticking the last event of a group chooses the group, unticking one names the rest', () => {
  const one = withEvent(groups, new Set(), 'contact.created', true);
  expect(sorted(one)).toEqual(['contact.created']);
  const all = withEvent(groups, one, 'contact.deleted', true);
  expect(sorted(all)).toEqual(['contact.*']);
  expect(sorted(withEvent(groups, all, 'contact.created', false))).toEqual(['contact.deleted']);
});

test('patterns over subjects are opened up by a change', () => {
  expect(sorted(withGroup(groups, new Set(['*']), 'member', false))).toEqual(['contact.*']);
  expect(sorted(withGroup(groups, new Set(['*.deleted']), 'member', true))).toEqual([
    'contact.deleted',
    'member.*',
  ]);
  expect(includesEvent(new Set(['*.deleted']), 'contact.deleted')).toBe(true);
  expect(includesEvent(new Set(['*.deleted', 'member.*']), 'contact.created')).toBe(false);
});
