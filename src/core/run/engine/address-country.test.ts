import { beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '@/core/shape/filter';
import { testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { testCompany, testCtx } from '../../../../tests/support/company';
import type { Ctx } from '../context';

let ctx: Ctx;

beforeAll(async () => {
  const company = await testCompany();
  ctx = testCtx(await testApp(), company, company);
  for (const [name, address] of [
    ['Berlin', { city: 'Berlin', country: 'Deutschland' }],
    ['Lyon', { country: 'FR' }],
    ['Elsewhere', { country: 'Narnia' }],
    ['City only', { city: 'Rome' }],
    ['None', null],
  ] as const) {
    const { id } = (await call(ctx, 'accounts.create', { body: { name, address } })).data;
    await call(ctx, 'contacts.create', { body: { last_name: name, account_id: id } });
  }
});

const find = async (filter: Filter, object = 'accounts'): Promise<string[]> =>
  (
    await call(ctx, `${object}.list`, {
      search: `filter=${encodeURIComponent(JSON.stringify(filter))}`,
    })
  ).data
    .map(({ title }: { title: string }) => title)
    .sort();
const field = 'address.country';

describe('the country of an address', () => {
  it('is asked as a choice is, by code or name', async () => {
    expect(await find({ field, op: 'eq', value: 'DE' })).toEqual(['Berlin']);
    expect(await find({ field, op: 'in', value: ['Germany', 'Fransa'] })).toEqual([
      'Berlin',
      'Lyon',
    ]);
    expect(await find({ field, op: 'ne', value: 'DE' })).toHaveLength(4);
    expect(await find({ field, op: 'nin', value: ['DE', 'FR'] })).toHaveLength(3);
    expect(await find({ field, op: 'empty' })).toEqual(['City only', 'None']);
    expect(await find({ field, op: 'not_empty' })).toEqual(['Berlin', 'Elsewhere', 'Lyon']);
  });

  it('is reached through a reference', async () => {
    const through = `account.${field}`;
    expect(await find({ field: through, op: 'eq', value: 'FR' }, 'contacts')).toEqual(['Lyon']);
    expect(await find({ field: through, op: 'empty' }, 'contacts')).toEqual(['City only', 'None']);
  });

  it('is no other part, no country there is none of, and no order', async () => {
    const refused = (search: string) =>
      call(ctx, 'accounts.list', { search }).catch(({ details }) => details.issues[0].code);
    expect(await refused('filter[address.city]=Rome')).toBe('unknown_field');
    expect(await refused('filter[address]=DE')).toBe('unknown_operator');
    expect(await refused('filter[address.country]=Narnia')).toBe('invalid_choice');
    expect(await refused('filter[address.country][contains]=D')).toBe('unknown_operator');
    expect(await refused('sort=address.country')).toBe('not_sortable');
  });
});
