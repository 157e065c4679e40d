import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { refusal } from '../../../tests/support/refusal';
import { productsModule } from './module';

const app = testApp({ modules: [productsModule] });
let one: TestCompany;
let ctx: Ctx;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
});

const create = async (object: string, body: Record<string, unknown>) =>
  (await call(ctx, `${object}.create`, { body })).data;

describe('products', () => {
  test('are active, priced in the currency of the company and found by name and article number', async () => {
    const product = await create('products', { name: 'Pump P-40', sku: 'P40', price: '1250.5' });
    expect(product).toMatchObject({
      title: 'Pump P-40',
      active: true,
      price: '1250.50',
      currency: 'EUR',
    });
    for (const q of ['pump', 'p40']) {
      const { data } = await call(ctx, 'products.list', { search: `q=${q}` });
      expect(data.map(({ id }: { id: string }) => id)).toEqual([product.id]);
    }
  });

  test('have article numbers of their own within a company', async () => {
    await create('products', { name: 'One', sku: 'A-1' });
    expect(await refusal(create('products', { name: 'Two', sku: 'a-1' }))).toEqual({
      status: 409,
      issues: [['sku', 'taken']],
    });
    // Without a number as many as one likes, and in another company the same one.
    await create('products', { name: 'Three' });
    await create('products', { name: 'Four' });
    const other = await testCompany();
    const there = testCtx(await app, other, other);
    await call(there, 'products.create', { body: { name: 'One', sku: 'A-1' } });
  });

  test('cost nothing below zero and are not taxed above a hundred', async () => {
    const wrong = create('products', { name: 'x', price: '-1', tax_rate: 101 });
    expect(await refusal(wrong)).toEqual({
      status: 422,
      issues: [
        ['price', 'too_small'],
        ['tax_rate', 'too_large'],
      ],
    });
  });
});

describe('price books', () => {
  test('are in the currency of the company unless they say another one, which stays', async () => {
    expect(await create('price_books', { name: 'Resellers' })).toMatchObject({ currency: 'EUR' });
    expect(await create('price_books', { name: 'Same', currency: 'eur' })).toMatchObject({
      currency: 'EUR',
    });
    expect(await refusal(create('price_books', { name: 'x', currency: 'ZZZ' }))).toEqual({
      status: 422,
      issues: [['currency', 'invalid_currency']],
    });
    const yen = await create('price_books', { name: 'Yen', currency: 'JPY' });
    const body = { currency: 'EUR' };
    expect(
      await refusal(call(ctx, 'price_books.update', { params: { id: yen.id }, body })),
    ).toEqual({
      status: 422,
      issues: [['currency', 'fixed']],
    });
    const product = await create('products', { name: 'Pump', price: '10.5', currency: 'KWD' });
    expect(product).toMatchObject({ price: '10.500', currency: 'KWD' });
    const price = { product_id: product.id, price_book_id: yen.id };
    expect(await refusal(create('prices', { ...price, price: '1500.5' }))).toEqual({
      status: 422,
      issues: [['price', 'too_precise']],
    });
    const made = await create('prices', { ...price, price: '1500' });
    expect(made).toMatchObject({ price: '1500', currency: 'JPY' });
    const read = await call(ctx, 'prices.get', { params: { id: made.id } });
    expect(read.data).toEqual(made);
  });

  test('have one price for a product, also within one call', async () => {
    const [product, other] = [
      await create('products', { name: 'A' }),
      await create('products', { name: 'B' }),
    ];
    const book = await create('price_books', { name: 'Resellers' });
    const price = { product_id: product.id, price_book_id: book.id, price: '99' };
    const first = await create('prices', price);
    expect(first).toMatchObject({ price: '99.00', currency: 'EUR' });
    expect(await refusal(create('prices', price))).toEqual({
      status: 422,
      issues: [['price_book_id', 'taken']],
    });
    const twice = { ...price, product_id: other.id };
    const body = { create: [twice, twice] };
    expect(await refusal(call(ctx, 'prices.bulk', { body }))).toEqual({
      status: 422,
      issues: [['create.1.price_book_id', 'taken']],
    });
    // It may be changed, and made anew once it is gone.
    const params = { id: first.id };
    await call(ctx, 'prices.update', { params, body: { price: '95', product_id: product.id } });
    await call(ctx, 'prices.delete', { params });
    await create('prices', price);
  });
});
