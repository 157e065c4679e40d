import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { withinScopes } from '@/identity/permissions';
import { newId } from '@/platform/ids';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { pdfText } from '../../../tests/support/pdf-text';
import { refusal } from '../../../tests/support/refusal';
import { changeQuotes, shapesOf } from './status';

const starting = testApp();
let app: TestApp;
let one: TestCompany;
let ctx: Ctx;
let deal: string;

beforeEach(async () => {
  app = await starting;
  one = await testCompany();
  ctx = testCtx(app, one, one);
  const account = await create('accounts', { name: 'Güneş Gıda' });
  deal = (await create('deals', { title: 'Hull pumps', account_id: account.id })).id;
  await add({ name: 'Pump', quantity: 2, unit_price: '100', discount_percent: 10, tax_rate: 20 });
  await add({ name: 'Kurulum ve eğitim (ışık, şöyle)', unit_price: '50', tax_rate: 10 });
});

const create = async (object: string, body: Record<string, unknown>) =>
  (await call(ctx, `${object}.create`, { body })).data;
const add = (body: Record<string, unknown>) => create('deal_items', { deal_id: deal, ...body });
const on = async (operation: string, id: string, body?: unknown) =>
  (await call(ctx, `quotes.${operation}`, { params: { id }, body })).data;
const quoted = (more: Record<string, unknown> = {}) => create('quotes', { deal_id: deal, ...more });
const patchDeal = (body: Record<string, unknown>) =>
  call(ctx, 'deals.update', { params: { id: deal }, body });
const emptyDeal = async () => {
  const { data } = await call(ctx, 'deal_items.list', { search: `filter[deal_id]=${deal}` });
  for (const { id } of data) await call(ctx, 'deal_items.delete', { params: { id } });
};
const dealNow = async () => (await call(ctx, 'deals.get', { params: { id: deal } })).data;

describe('a new quote', () => {
  test('has the items of the deal, their sums, the next number and a month to answer', async () => {
    const quote = await quoted();
    expect(quote).toMatchObject({
      title: 'Q-00001',
      reference: 'Q-00001',
      revision: 1,
      status: 'draft',
      name: 'Hull pumps',
      account_id: (await dealNow()).account_id,
      currency: 'EUR',
      subtotal: '250.00',
      discount: '20.00',
      net: '230.00',
      tax: '41.00',
      total: '271.00',
    });
    expect(quote.valid_until).toMatch(/^\d{4}-\d\d-\d\d$/);
    const { lines, totals } = await on('lines', quote.id);
    expect(lines.map(({ name, net }: Record<string, string>) => [name, net])).toEqual([
      ['Pump', '180.00'],
      ['Kurulum ve eğitim (ışık, şöyle)', '50.00'],
    ]);
    expect(totals.taxes).toEqual([
      { rate: 10, net: '50.00', tax: '5.00' },
      { rate: 20, net: '180.00', tax: '36.00' },
    ]);
    expect((await call(ctx, 'quotes.get', { params: { id: quote.id } })).data).toEqual(quote);
  });

  test('numbers have no gaps, whatever is refused and however many come at once', async () => {
    expect(await refusal(create('quotes', { deal_id: newId() }))).toMatchObject({ status: 422 });
    const body = { create: [{ deal_id: deal }, { deal_id: deal, valid_until: 'never' }] };
    expect(await refusal(call(ctx, 'quotes.bulk', { body }))).toMatchObject({ status: 422 });
    const made = await Promise.all(Array.from({ length: 6 }, () => quoted()));
    expect(made.map(({ reference }) => reference).sort()).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `Q-0000${number}`),
    );
    const other = await testCompany();
    const there = testCtx(app, other, other);
    const { data } = await call(there, 'deals.create', { body: { title: 'x' } });
    const first = await call(there, 'quotes.create', { body: { deal_id: data.id } });
    expect(first.data.reference).toBe('Q-00001');
  });

  test('follows the deal when asked, as long as it is a draft', async () => {
    const quote = await quoted();
    await add({ name: 'Pipe', unit_price: '9.99' });
    expect((await on('lines', quote.id)).lines).toHaveLength(2);
    expect(await on('refresh', quote.id)).toMatchObject({ net: '239.99', version: 2 });
    expect((await on('lines', quote.id)).lines).toHaveLength(3);
    await on('send', quote.id, {});
    expect(await refusal(on('refresh', quote.id))).toEqual({
      status: 409,
      issues: [['status', 'quote_sent']],
    });
  });
});

describe('sums that are too large', () => {
  test('are refused, at first and when refreshed', async () => {
    const quote = await quoted();
    const huge = { name: 'x', quantity: 1_000_000, unit_price: '999999999', tax_rate: 100 };
    await add(huge);
    const issues = [['deal_id', 'out_of_range']];
    expect(await refusal(quoted())).toEqual({ status: 422, issues });
    expect(await refusal(on('refresh', quote.id))).toEqual({ status: 422, issues });
    expect((await on('lines', quote.id)).lines).toHaveLength(2);
    expect((await call(ctx, 'quotes.get', { params: { id: quote.id } })).data).toEqual(quote);
  });
});

describe('a refreshed quote', () => {
  test('is in the currency that its deal has by now', async () => {
    const quote = await quoted();
    await emptyDeal();
    await patchDeal({ currency: 'JPY' });
    await add({ name: 'Pump', quantity: 3, unit_price: '1500', tax_rate: 10 });
    expect(await on('refresh', quote.id)).toMatchObject({
      currency: 'JPY',
      net: '4500',
      total: '4950',
    });
    const { currency, lines, totals } = await on('lines', quote.id);
    expect(currency).toBe('JPY');
    expect(lines).toMatchObject([{ unit_price: '1500', net: '4500' }]);
    expect(totals).toMatchObject({ net: '4500', total: '4950' });
    await call(ctx, 'deals.delete', { params: { id: deal } });
    expect(await refusal(on('refresh', quote.id))).toEqual({
      status: 422,
      issues: [['deal_id', 'not_found']],
    });
  });

  test.each([
    ['JPY', '100.50', '150', '150'],
    // The total stays as it is.
    ['USD', '100.00', '150', '150.00'],
  ])('in %s has no discount that was an amount of another currency', async (currency, ...rest) => {
    const [discount_amount, unit_price, total] = rest;
    await emptyDeal();
    await add({ name: 'Pump', unit_price: '250' });
    const quote = await quoted({ discount_amount });
    await emptyDeal();
    await patchDeal({ currency });
    await add({ name: 'Pump', unit_price });
    const refreshed = { currency, discount_amount: null, net: total, total };
    expect(await on('refresh', quote.id)).toMatchObject(refreshed);
    expect((await on('lines', quote.id)).totals).toMatchObject({ net: total, total });
  });

  test('keeps its discount while the currency stays, and one in percent in any', async () => {
    const amount = await quoted({ discount_amount: '30' });
    const percent = await quoted({ discount_percent: 10 });
    expect(await on('refresh', amount.id)).toMatchObject({
      discount_amount: '30.00',
      net: '200.00',
    });
    await emptyDeal();
    await patchDeal({ currency: 'JPY' });
    await add({ name: 'Pump', unit_price: '1000' });
    expect(await on('refresh', percent.id)).toMatchObject({ discount_percent: 10, net: '900' });
  });
});

describe('a quote that was sent', () => {
  test('is frozen, stays, and the deal says so', async () => {
    const quote = await quoted({ terms: 'Net 30' });
    const sent = await on('send', quote.id, {});
    expect(sent.quote).toMatchObject({ status: 'sent', version: 2 });
    expect(sent.link.url).toMatch(/^http:\/\/localhost:3000\/quote#[\w-]{65}$/);
    expect(await dealNow()).toMatchObject({ quote_status: 'sent' });
    const params = { id: quote.id };
    const change = call(ctx, 'quotes.update', { params, body: { terms: 'Net 60', name: 'x' } });
    expect(await refusal(change)).toEqual({
      status: 422,
      issues: [
        ['terms', 'frozen'],
        ['name', 'frozen'],
      ],
    });
    expect(await refusal(call(ctx, 'quotes.delete', { params }))).toMatchObject({ status: 409 });
    // What the deal becomes later changes nothing in it.
    await add({ name: 'Later', unit_price: '1000' });
    expect((await on('lines', quote.id)).totals.net).toBe('230.00');
  });

  test('stays as it is, and its deal, whatever is undone', async () => {
    const { id } = await quoted();
    const request = () => {
      const request_id = newId();
      return { request_id, by: { ...ctx, origin: { ...ctx.origin, request_id } } };
    };
    const [refreshing, sending] = [request(), request()];
    await add({ name: 'Pipe', unit_price: '9.99' });
    await call(refreshing.by, 'quotes.refresh', { params: { id } });
    const sent = await call(sending.by, 'quotes.send', { params: { id }, body: {} });
    const token = sent.data.link.url.split('#')[1];
    await call(ctx, 'quote_links.answer', { body: { token, answer: 'accept', name: 'D. M.' } });
    const now = async () => (await call(ctx, 'quotes.get', { params: { id } })).data;
    const before = await now();
    expect(before).toMatchObject({ status: 'accepted', net: '239.99', accepted_by: 'D. M.' });
    for (const { request_id } of [refreshing, sending]) {
      await call(ctx, 'quotes.undo', { body: { request_id } });
      expect(await now()).toEqual(before);
    }
    await call(ctx, 'deals.undo', { body: { request_id: sending.request_id } });
    expect(await dealNow()).toMatchObject({ quote_status: 'accepted' });
  });

  test('cannot be made a draft again by an undo', async () => {
    const quote = await quoted();
    const request_id = newId();
    const sending = { ...ctx, origin: { ...ctx.origin, request_id } };
    const sent = await call(sending, 'quotes.send', { params: { id: quote.id }, body: {} });
    const { data: undone } = await call(ctx, 'quotes.undo', { body: { request_id } });
    expect(undone).toEqual({ undone: 0, kept: [{ id: quote.id, fields: ['status'] }] });
    const { data } = await call(ctx, 'quotes.get', { params: { id: quote.id } });
    expect(data).toEqual(sent.data.quote);
    await call(ctx, 'deals.undo', { body: { request_id } });
    expect(await dealNow()).toMatchObject({ quote_status: 'sent' });
  });

  test('takes no other sums than it was sent with', async () => {
    const { id } = await quoted();
    await on('send', id, {});
    const shapes = await shapesOf(ctx);
    const write = (set: Record<string, unknown>) =>
      app.db.withCompany(ctx.scope, (tx) => changeQuotes(ctx, tx, shapes, new Map([[id, set]])));
    expect(await refusal(write({ total: '1.00', sent_at: null }))).toEqual({
      status: 422,
      issues: [
        ['total', 'frozen'],
        ['sent_at', 'frozen'],
      ],
    });
    expect(await refusal(write({ decline_reason: 'Dear' }))).toMatchObject({ status: 422 });
    await write({ status: 'declined', decline_reason: 'Dear' });
  });

  test('needs lines and a validity that is not over', async () => {
    const empty = (await create('deals', { title: 'Empty' })).id;
    const bare = await create('quotes', { deal_id: empty });
    expect(await refusal(on('send', bare.id, {}))).toEqual({
      status: 409,
      issues: [['status', 'quote_empty']],
    });
    const old = await quoted({ valid_until: '2020-01-01' });
    expect(await refusal(on('send', old.id, {}))).toEqual({
      status: 409,
      issues: [['status', 'quote_over']],
    });
  });

  test('is replaced by a new version of the same number, and its links end', async () => {
    const first = await quoted({ terms: 'Net 30' });
    expect(await refusal(quoted({ previous_id: first.id }))).toEqual({
      status: 422,
      issues: [['previous_id', 'still_draft']],
    });
    await on('send', first.id, {});
    await add({ name: 'More', unit_price: '1' });
    const [second, third] = [
      await quoted({ previous_id: first.id }),
      await quoted({ previous_id: first.id }),
    ];
    expect(second).toMatchObject({ reference: 'Q-00001-v2', revision: 2, terms: 'Net 30' });
    expect(third).toMatchObject({ reference: 'Q-00001-v3', status: 'draft' });
    expect((await quoted()).reference).toBe('Q-00002');
    await on('send', third.id, {});
    const { data } = await call(ctx, 'quotes.get', { params: { id: first.id } });
    expect(data.status).toBe('replaced');
    const [link] = await on('links', first.id);
    expect(link.revoked_at).not.toBeNull();
    const other = (await create('deals', { title: 'Other' })).id;
    const foreign = create('quotes', { deal_id: other, previous_id: third.id });
    expect(await refusal(foreign)).toEqual({
      status: 422,
      issues: [['previous_id', 'not_found']],
    });
  });

  test('is not replaced by an older version', async () => {
    const first = await quoted();
    await on('send', first.id, {});
    const drafts = [];
    for (let at = 0; at < 6; at += 1) drafts.push(await quoted({ previous_id: first.id }));
    const [second, third, ...rest] = drafts;
    await on('send', third.id, {});
    expect(await refusal(on('send', second.id, {}))).toEqual({
      status: 409,
      issues: [['status', 'newer_sent']],
    });
    const statusOf = async ({ id }: { id: string }) =>
      (await call(ctx, 'quotes.get', { params: { id } })).data.status;
    expect([await statusOf(second), await statusOf(third)]).toEqual(['draft', 'sent']);
    // At once, in whatever order: the newest is the one that stands.
    const tried = await Promise.allSettled(rest.reverse().map(({ id }) => on('send', id, {})));
    for (const one of tried)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ details: { issues: [{ code: 'newer_sent' }] } });
    const after = await Promise.all(drafts.map(statusOf));
    expect(after[5]).toBe('sent');
    expect(after.filter((status) => status === 'sent')).toHaveLength(1);
  });

  test('goes out by mail with its link when an address is given', async () => {
    const quote = await quoted();
    const to = `${newId()}@example.com`;
    const { link, mailed_to } = await on('send', quote.id, { email: to, message: 'As agreed.' });
    await app.delivered();
    const mail = app.sent.find((one) => one.to === to);
    expect(mailed_to).toBe(to);
    expect(mail?.subject).toBe('Acme: quote Q-00001');
    expect(mail?.text).toContain(link.url);
    expect(mail?.text).toContain('As agreed.');
  });
});

test('a key that may not read the items of deals makes no quotes of them', async () => {
  const quote = await quoted();
  const objects = [...app.registry.objects.values()];
  const scoped = (...scopes: string[]): Ctx => {
    const permissions = withinScopes(ctx.principal.permissions, scopes, objects);
    return { ...ctx, principal: { ...ctx.principal, permissions } };
  };
  const quotesOnly = ['quotes:read', 'quotes:create', 'quotes:update', 'quotes:bulk'];
  const key = scoped(...quotesOnly);
  const body = { deal_id: deal };
  const denied = { status: 403 };
  await expect(call(key, 'quotes.create', { body })).rejects.toMatchObject(denied);
  await expect(call(key, 'quotes.bulk', { body: { create: [body] } })).rejects.toMatchObject(
    denied,
  );
  const params = { id: quote.id };
  await expect(call(key, 'quotes.refresh', { params })).rejects.toMatchObject(denied);
  const including = call(key, 'quotes.list', { search: 'include=deal' });
  await expect(including).rejects.toMatchObject(denied);
  const items = scoped(...quotesOnly, 'deals:read', 'deal_items:read');
  const made = await call(items, 'quotes.create', { body });
  expect(made.data.total).toBe('271.00');
});

describe('the PDF', () => {
  test('says everything, Turkish letters included, over as many pages as it takes', async () => {
    const { admin } = await startDatabase();
    await admin.query("update companies set language = 'tr', name = $2 where id = $1", [
      one.company.id,
      'Kuzey Işığı Lojistik A.Ş.',
    ]);
    const many = Array.from({ length: 60 }, (_, at) => ({ deal_id: deal, name: `Kalem ${at}` }));
    await call(ctx, 'deal_items.bulk', { body: { create: many } });
    const quote = await quoted({ terms: 'Ödeme: 30 gün içinde.\nTeslim: İstanbul.' });
    await on('send', quote.id, {});
    const { response } = await call(ctx, 'quotes.pdf', { params: { id: quote.id } });
    expect(response?.headers.get('content-type')).toBe('application/pdf');
    const pages = await pdfText(await (response as Response).arrayBuffer());
    expect(pages.length).toBeGreaterThan(1);
    const text = pages.join('\n');
    for (const part of [
      'Kuzey Işığı Lojistik A.Ş.',
      'Teklif Q-00001',
      'Hull pumps',
      'Güneş Gıda',
      'Kurulum ve eğitim (ışık, şöyle)',
      'Kalem 59',
      'EUR 100,00',
      '%10',
      'İndirim öncesi',
      'EUR 250,00',
      'Toplam',
      'EUR 271,00',
      'Ödeme: 30 gün içinde.',
      'Teslim: İstanbul.',
    ])
      expect(text).toContain(part);
    for (const [at, page] of pages.entries())
      expect(page).toContain(`Sayfa ${at + 1} / ${pages.length}`);
  });
});

describe('a discount on the whole', () => {
  const change = async (id: string, body: Record<string, unknown>) =>
    (await call(ctx, 'quotes.update', { params: { id }, body })).data;
  const sums = {
    subtotal: '250.00',
    discount: '43.00',
    net: '207.00',
    tax: '36.90',
    total: '243.90',
  };

  test('is in the totals of the draft, its PDF and its next version, and frozen once sent', async () => {
    const { id } = await quoted();
    expect(await change(id, { discount_percent: 10 })).toMatchObject(sums);
    const { totals } = await on('lines', id);
    expect(totals).toEqual({
      ...sums,
      whole_discount: '23.00',
      taxes: [
        { rate: 10, net: '45.00', tax: '4.50' },
        { rate: 20, net: '162.00', tax: '32.40' },
      ],
    });
    const { response } = await call(ctx, 'quotes.pdf', { params: { id } });
    const [page] = await pdfText(await (response as Response).arrayBuffer());
    expect(page).toContain('of which on the whole EUR 23.00');
    expect(page).toContain('EUR 243.90');
    expect(await on('refresh', id)).toMatchObject(sums);
    await on('send', id, {});
    expect(await refusal(change(id, { discount_percent: 20 }))).toMatchObject({ status: 422 });
    const next = await quoted({ previous_id: id });
    expect(next).toMatchObject({ ...sums, revision: 2, discount_percent: 10 });
  });

  test('by an amount is taken to the cent, and refused when it is more than the lines come to', async () => {
    const { id } = await quoted();
    const discount_amount = '0.01';
    expect(await change(id, { discount_amount })).toMatchObject({ net: '229.99', tax: '41.00' });
    expect(await change(id, { discount_amount: '230' })).toMatchObject({
      net: '0.00',
      total: '0.00',
    });
    expect(await refusal(change(id, { discount_amount: '230.01' }))).toMatchObject({
      status: 422,
      issues: [['discount_amount', 'out_of_range']],
    });
    expect(await change(id, { discount_amount: null })).toMatchObject({ total: '271.00' });
    expect(await refusal(quoted({ discount_amount: '999' }))).toMatchObject({ status: 422 });
    expect(await quoted({ discount_amount: '30' })).toMatchObject({ net: '200.00' });
  });

  test('has no more decimals than its currency, however it is given', async () => {
    const { id } = await quoted();
    const issues = [['discount_amount', 'too_precise']];
    expect(await refusal(quoted({ discount_amount: '10.505' }))).toEqual({ status: 422, issues });
    expect(await refusal(change(id, { discount_amount: '10.505' }))).toEqual({
      status: 422,
      issues,
    });
    const body = { update: { ids: [id], set: { discount_amount: '10.505' } } };
    expect(await refusal(call(ctx, 'quotes.bulk', { body }))).toMatchObject({ status: 422 });
    expect(await change(id, { discount_amount: '10.500' })).toMatchObject({
      discount_amount: '10.50',
      net: '219.50',
    });
    await emptyDeal();
    await patchDeal({ currency: 'JPY' });
    await add({ name: 'Pump', unit_price: '1500' });
    expect(await refusal(quoted({ discount_amount: '10.50' }))).toEqual({ status: 422, issues });
    const yen = await quoted({ discount_amount: '10.00' });
    expect(yen).toMatchObject({ discount_amount: '10', net: '1490' });
  });

  test('does not come back by an undo in a currency that has no such amount', async () => {
    await emptyDeal();
    await add({ name: 'Pump', unit_price: '250' });
    const quote = await quoted({ discount_amount: '100.50' });
    await emptyDeal();
    await patchDeal({ currency: 'JPY' });
    await add({ name: 'Pump', unit_price: '1500' });
    const request_id = newId();
    const refreshing = { ...ctx, origin: { ...ctx.origin, request_id } };
    await call(refreshing, 'quotes.refresh', { params: { id: quote.id } });
    const { data: undone } = await call(ctx, 'quotes.undo', { body: { request_id } });
    expect(undone).toEqual({ undone: 0, kept: [{ id: quote.id, fields: ['discount_amount'] }] });
  });
});
