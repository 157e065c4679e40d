import { describe, expect, test } from 'vitest';
import { keys } from '../keys';
import { changedBy, concerns } from './follow';

const notice = (object: string, id: string | null) => ({
  event: `${object} ${id}`,
  object,
  id,
  name: 'x.updated',
  request_id: 'r',
});
const touched = (key: readonly unknown[], ...notices: ReturnType<typeof notice>[]) =>
  concerns(key, changedBy(notices));

const contact = notice('contacts', '1');
const list = (include = '') => keys.list('contacts', { sort: '', include });

describe('what a change of one contact concerns', () => {
  test('its lists and counts, its record, history and timeline', () => {
    expect(touched(list(), contact)).toBe(true);
    expect(touched([...keys.lists('contacts'), 'count', {}, false], contact)).toBe(true);
    expect(touched(keys.record('contacts', '1', 'account'), contact)).toBe(true);
    expect(touched(keys.timeline('contacts', '1'), contact)).toBe(true);
    expect(touched(keys.timeline('contacts', '1'), contact)).toBe(true);
  });

  test('no other record, no other object, nothing else', () => {
    expect(touched(keys.record('contacts', '2'), contact)).toBe(false);
    expect(touched(keys.timeline('contacts', '2'), contact)).toBe(false);
    expect(touched(keys.list('accounts', { include: 'owner' }), contact)).toBe(false);
    expect(touched(keys.session, contact)).toBe(false);
    expect(touched(keys.fields, contact)).toBe(false);
  });
});

test('a deal concerns every forecast and how fast deals move; an activity its invitations', () => {
  const deals = keys.object('deals');
  const deal = notice('deals', '1');
  for (const key of [
    ['forecast', { by: 'month' }],
    ['forecast', 'changes', {}],
    ['forecast', 'series', {}],
    ['velocity', {}],
    ['velocity', 'stays', {}],
  ]) {
    expect(touched([...deals, ...key], deal)).toBe(true);
    expect(touched([...deals, ...key], contact)).toBe(false);
  }
  const invitations = [...keys.object('activities'), 'invitations', '1'];
  expect(touched(invitations, notice('activities', '1'))).toBe(true);
  expect(touched(invitations, notice('activities', '2'))).toBe(false);
});

test('a change without an id concerns every record of its object', () => {
  const many = notice('contacts', null);
  expect(touched(keys.record('contacts', '2'), many)).toBe(true);
  expect(touched(keys.timeline('contacts', '2'), contact, many)).toBe(true);
  expect(touched(keys.timeline('contacts', '2'), many, contact)).toBe(true);
});

test('a change concerns what shows its name: accounts and members beside contacts', () => {
  const account = notice('accounts', '9');
  expect(touched(list('account,owner'), account)).toBe(true);
  expect(touched(list('owner'), account)).toBe(false);
  expect(touched(keys.record('contacts', '2', 'owner'), notice('members', '3'))).toBe(true);
  expect(touched(keys.record('contacts', '2', 'account'), account)).toBe(true);
});

test('fields and members have their own', () => {
  expect(touched(keys.fields, notice('fields', '1'))).toBe(true);
  expect(touched(keys.members, notice('members', '1'))).toBe(true);
});
