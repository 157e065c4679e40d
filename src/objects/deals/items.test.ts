import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { pipelinesModule } from '@/objects/pipelines/module';
import { productsModule } from '@/objects/products/module';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { testCompany, testCtx } from '../../../tests/support/company';
import { refusal } from '../../../tests/support/refusal';
import { dealsModule } from './module';

const modules = [accountsModule, contactsModule, pipelinesModule, productsModule, dealsModule];
const app = testApp({ modules });
let ctx: Ctx;
let deal: string;

beforeEach(async () => {
  const one = await testCompany();
  ctx = testCtx(await app, one, one);
  deal = (await create('deals', { title: 'Pumps', amount: '5' })).id;
});

const create = async (object: string, body: Record<string, unknown>) =>
  (await call(ctx, `${object}.create`, { body })).data;
const add = (body: Record<string, unknown>) =>
  create('deal_items', { deal_id: deal, name: 'Work', ...body });
const patch = async (object: string, id: string, body: Record<string, unknown>) =>
  (await call(ctx, `${object}.update`, { params: { id }, body })).data;
const dealNow = async () => (await call(ctx, 'deals.get', { params: { id: deal } })).data;
const names = async (): Promise<string[]> => {
  const search = `filter[deal_id]=${deal}&sort=rank`;
  const { data } = await call(ctx, 'deal_items.list', { search });
  return data.map(({ name }: { name: string }) => name);
};

describe('an item', () => {
  test('comes to quantity times price less the discount, exactly, and gives the deal its amount', async () => {
    const item = await add({
      quantity: 3,
      unit_price: '19.99',
      discount_percent: 10,
      tax_rate: 19,
    });
    expect(item).toMatchObject({ quantity: 3, total: '53.97', currency: 'EUR' });
    expect(await dealNow()).toMatchObject({ amount: '53.97', amount_from_items: true });
    const other = await add({ quantity: 0.3333, unit_price: '3', discount_amount: '0.50' });
    expect(other).toMatchObject({ total: '0.50' });
    expect((await dealNow()).amount).toBe('54.47');
    const params = { id: item.id };
    expect((await call(ctx, 'deal_items.get', { params })).data).toEqual(item);
    await patch('deal_items', item.id, { quantity: 1, discount_amount: '5' });
    expect((await call(ctx, 'deal_items.get', { params })).data).toMatchObject({
      discount_percent: null,
      discount_amount: '5.00',
      total: '14.99',
    });
    expect((await dealNow()).amount).toBe('15.49');
  });

  test('takes from its product what it does not say itself', async () => {
    const product = await create('products', {
      name: 'Pump',
      unit: 'piece',
      price: '100',
      tax_rate: 18.5,
    });
    const item = await create('deal_items', { deal_id: deal, product_id: product.id });
    expect(item).toMatchObject({
      name: 'Pump',
      unit: 'piece',
      quantity: 1,
      unit_price: '100.00',
      tax_rate: 18.5,
      total: '100.00',
    });
    const book = await create('price_books', { name: 'Resellers' });
    const price = { product_id: product.id, price_book_id: book.id, price: '80' };
    await create('prices', price);
    await patch('deals', deal, { price_book_id: book.id });
    const cheaper = await create('deal_items', { deal_id: deal, product_id: product.id });
    expect(cheaper).toMatchObject({ unit_price: '80.00' });
    const own = { deal_id: deal, product_id: product.id, name: 'Pump, used', unit_price: '30' };
    expect(await create('deal_items', own)).toMatchObject({ name: 'Pump, used', total: '30.00' });
    const another = await create('products', { name: 'Valve', price: '7' });
    expect(await patch('deal_items', cheaper.id, { product_id: another.id })).toMatchObject({
      name: 'Valve',
      unit_price: '7.00',
      unit: null,
      tax_rate: null,
    });
  });

  test.each([
    [{ discount_percent: 5, discount_amount: '5' }, [['discount_amount', 'one_of']]],
    [{ unit_price: '10', discount_amount: '10.01' }, [['discount_amount', 'too_large']]],
    [{ unit_price: '1000000000', quantity: 1_000_000 }, [['quantity', 'out_of_range']]],
    [{ unit_price: '1.005' }, [['unit_price', 'too_precise']]],
    [{ quantity: 0.00001 }, [['quantity', 'too_precise']]],
    [{ total: '1' }, [['total', 'read_only']]],
    [{ name: null }, [['name', 'required']]],
  ])('is refused for %j', async (body, issues) => {
    expect(await refusal(add(body))).toEqual({ status: 422, issues });
  });

  test('is in the currency of its deal, as are the amount and the price that fits it', async () => {
    const product = await create('products', { name: 'Pump', price: '100' });
    const book = await create('price_books', { name: 'Japan', currency: 'JPY' });
    const price = { product_id: product.id, price_book_id: book.id, price: '15001' };
    await create('prices', price);
    const yen = { title: 'Pumps', currency: 'JPY', price_book_id: book.id };
    const { id: deal_id } = await create('deals', yen);
    const item = await create('deal_items', { deal_id, product_id: product.id, quantity: 1.5 });
    expect(item).toMatchObject({ unit_price: '15001', total: '22502', currency: 'JPY' });
    expect((await call(ctx, 'deal_items.get', { params: { id: item.id } })).data).toEqual(item);
    const { data } = await call(ctx, 'deals.get', { params: { id: deal_id } });
    expect(data).toMatchObject({ amount: '22502', currency: 'JPY' });
    expect(await refusal(patch('deals', deal_id, { currency: 'EUR' }))).toMatchObject({
      status: 422,
      issues: [['currency', 'from_items']],
    });
    expect(await refusal(patch('deal_items', item.id, { unit_price: '0.5' }))).toEqual({
      status: 422,
      issues: [['unit_price', 'too_precise']],
    });
    // A price in another currency says nothing here.
    await patch('deals', deal_id, { price_book_id: null });
    const bare = await create('deal_items', { deal_id, product_id: product.id });
    expect(bare).toMatchObject({ unit_price: null, total: '0' });
  });

  test('stays in its deal', async () => {
    const item = await add({});
    const other = await create('deals', { title: 'Other' });
    expect(await refusal(patch('deal_items', item.id, { deal_id: other.id }))).toEqual({
      status: 422,
      issues: [['deal_id', 'fixed']],
    });
  });
});

describe('an item in the bin', () => {
  test('comes back only into a deal that is still in its currency', async () => {
    const item = await add({ unit_price: '10' });
    await call(ctx, 'deal_items.delete', { params: { id: item.id } });
    await patch('deals', deal, { currency: 'JPY', amount: '7' });
    const back = call(ctx, 'deal_items.restore', { params: { id: item.id } });
    expect(await refusal(back)).toEqual({
      status: 409,
      issues: [['currency', 'other_currency']],
    });
    expect(await dealNow()).toMatchObject({ amount: '7', currency: 'JPY' });
    expect(await names()).toEqual([]);
    await patch('deals', deal, { currency: 'EUR' });
    await call(ctx, 'deal_items.restore', { params: { id: item.id } });
    expect((await dealNow()).amount).toBe('10.00');
  });

  test('does not come back as the two hundred and first', async () => {
    const { id } = await add({});
    await call(ctx, 'deal_items.delete', { params: { id } });
    const body = { create: Array.from({ length: 200 }, () => ({ deal_id: deal, name: 'x' })) };
    const { data } = await call(ctx, 'deal_items.bulk', { body });
    const restore = () => call(ctx, 'deal_items.restore', { params: { id } });
    expect(await refusal(restore())).toEqual({ status: 409, issues: [['deal_id', 'too_many']] });
    await call(ctx, 'deal_items.delete', { params: { id: data.ids[0] } });
    await restore();
  });
});

describe('the amount of a deal', () => {
  test('follows its items to the bin and back, and an undo', async () => {
    const [first] = [await add({ unit_price: '10' }), await add({ unit_price: '20' })];
    expect((await dealNow()).amount).toBe('30.00');
    const params = { id: first.id };
    await call(ctx, 'deal_items.delete', { params });
    expect((await dealNow()).amount).toBe('20.00');
    await call(ctx, 'deal_items.restore', { params });
    expect((await dealNow()).amount).toBe('30.00');
    const request_id = newId();
    const changing = { ...ctx, origin: { ...ctx.origin, request_id } };
    await call(changing, 'deal_items.update', { params, body: { quantity: 7 } });
    expect((await dealNow()).amount).toBe('90.00');
    await call(ctx, 'deal_items.undo', { body: { request_id } });
    expect((await dealNow()).amount).toBe('30.00');
  });

  test('is set by hand only when the items do not decide it', async () => {
    await patch('deals', deal, { amount: '6' });
    await add({ unit_price: '10' });
    expect(await refusal(patch('deals', deal, { amount: '11' }))).toEqual({
      status: 422,
      issues: [['amount', 'from_items']],
    });
    await patch('deals', deal, { amount: '10.00', next_step: 'Call' });
    await patch('deals', deal, { amount_from_items: false, amount: '11' });
    const item = await add({ unit_price: '5' });
    expect((await dealNow()).amount).toBe('11.00');
    expect((await patch('deals', deal, { amount_from_items: true })).amount).toBe('15.00');
    await call(ctx, 'deal_items.delete', { params: { id: item.id } });
    expect((await dealNow()).amount).toBe('10.00');
  });

  test('is right however many items are added at the same time', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, at) => add({ name: `Item ${at}`, unit_price: '1.01' })),
    );
    expect((await dealNow()).amount).toBe('8.08');
    expect(new Set(await names()).size).toBe(8);
  });
});

describe('the place of an item', () => {
  test('is behind the others at first and changes by one row', async () => {
    const body = { create: ['A', 'B', 'C'].map((name) => ({ deal_id: deal, name })) };
    const { data } = await call(ctx, 'deal_items.bulk', { body });
    const [a, b, c] = data.ids as string[];
    expect(await names()).toEqual(['A', 'B', 'C']);
    const place = async (id = '', after_id: string | null | undefined = null) =>
      (await call(ctx, 'deal_items.place', { params: { id }, body: { after_id } })).data;
    expect(await place(c, a)).toMatchObject({ name: 'C', version: 2 });
    expect(await names()).toEqual(['A', 'C', 'B']);
    await place(b, null);
    expect(await names()).toEqual(['B', 'A', 'C']);
    for (let round = 0; round < 40; round += 1) await place(round % 2 ? a : c, b);
    expect(await names()).toEqual(['B', 'A', 'C']);
    const foreign = await create('deal_items', {
      deal_id: (await create('deals', { title: 'Other' })).id,
      name: 'D',
    });
    expect(await refusal(place(a, foreign.id))).toEqual({
      status: 422,
      issues: [['after_id', 'not_found']],
    });
  });

  test('is one of two hundred', async () => {
    const body = { create: Array.from({ length: 201 }, () => ({ deal_id: deal, name: 'x' })) };
    expect(await refusal(call(ctx, 'deal_items.bulk', { body }))).toEqual({
      status: 422,
      issues: [['create.200.deal_id', 'too_many']],
    });
  });
});
