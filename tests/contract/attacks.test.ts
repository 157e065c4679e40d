import { beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '@/core/run/context';
import { allFields } from '@/core/shape/object';
import { modules } from '@/registry';
import { testCompany } from '../support/company';
import { House } from './house';

/** Inputs that broke something once, tried on everything of their kind. */
const objects = modules
  .flatMap((module) => module.objects ?? [])
  .map(({ definition }) => definition);

let house: House;
const owners = new Map<string, Principal>();
const zones = ['Europe/Berlin', 'America/Los_Angeles', 'Pacific/Kiritimati', 'UTC'];

beforeAll(async () => {
  house = await House.open();
  for (const time_zone of zones) {
    const company = await testCompany({ time_zone });
    owners.set(time_zone, house.principal(company, company));
  }
});

describe('times at the ends of the calendar', () => {
  const days = [
    '0001-01-01',
    '0001-01-02',
    '0099-12-31',
    '0100-01-01',
    '9999-12-30',
    '9999-12-31',
    '-2026y',
    '-1999y',
    '+7973y',
    '+9999y',
    '-9999d',
  ];
  const instants = [
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59-23:59',
  ];
  const fields = objects.flatMap((object) =>
    Object.entries(allFields(object))
      .filter(([, { kind }]) => kind === 'date' || kind === 'datetime')
      .map(([name]) => [object.name, name] as const),
  );

  test.each(zones)('filters in %s', async (zone) => {
    const as = owners.get(zone) as Principal;
    for (const [object, field] of fields) {
      for (const value of [...days, ...instants]) {
        for (const op of ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'between'] as const) {
          const given = op === 'between' ? `${value},9999-12-31` : value;
          const search = `?filter[${field}][${op}]=${encodeURIComponent(given)}`;
          const reply = await house.call(house.operation(`${object}.list`), { as, search });
          expect([200, 400], `${object}${search}: ${reply.text}`).toContain(reply.status);
        }
      }
    }
  });

  test('the whole calendar holds every record', async () => {
    const as = owners.get('Europe/Berlin') as Principal;
    await house.record(as, 'contacts');
    const search = '?filter[created_at][between]=0001-01-01,9999-12-31&count=exact';
    const reply = await house.call(house.operation('contacts.list'), { as, search });
    expect(reply.json?.data).toHaveLength(1);
  });
});

test('an empty filter fits all, in a list as in a bulk call', async () => {
  const as = owners.get('America/Los_Angeles') as Principal;
  for (const { name } of objects) {
    const id = await house.record(as, name);
    const list = house.operation(`${name}.list`);
    const all = await house.call(list, { as });
    const reply = await house.call(list, { as, search: '?filter={}' });
    expect(reply.json?.data).toEqual(all.json?.data);
    expect(reply.json?.data).toContainEqual(expect.objectContaining({ id }));
  }
});

describe('keys that reach prototypes', () => {
  test.each(['constructor', 'prototype', '__proto__'])('%s is no name for a field', async (key) => {
    const as = owners.get('UTC') as Principal;
    const body = { object: 'contacts', label: 'A field', key, kind: 'text' };
    const reply = await house.call(house.operation('fields.create'), { as, body });
    expect([reply.status, reply.json?.issues?.[0]?.path]).toEqual([422, 'key']);
  });

  test('a label like that gets another key, and values can be stored in it', async () => {
    const as = owners.get('UTC') as Principal;
    const body = { object: 'contacts', label: 'Constructor', kind: 'text' };
    const made = await house.call(house.operation('fields.create'), { as, body });
    const key = 'constructor_2';
    expect(made.json?.data).toMatchObject({ key });
    // The version of the fields is part of who somebody is, which these tests say themselves.
    const now = { ...as, company: { ...as.company, fields_version: 1 } };
    const stored = await house.call(house.operation('contacts.create'), {
      as: now,
      body: { last_name: 'Builder', custom: { [key]: 'value' } },
    });
    expect(stored.json?.data).toMatchObject({ custom: { [key]: 'value' } });
  });
});
