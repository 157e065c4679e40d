import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { enqueue } from '@/core/run/jobs/job';
import { type Relay, startRelay } from '@/core/run/jobs/relay';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { logoKey } from '@/identity/company/stored-logo';
import { workPrincipal } from '@/identity/member-principal';
import { newToken } from '@/identity/session/keys';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import { Browser } from '../../../tests/support/browser';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../tests/support/database';
import { pdfText } from '../../../tests/support/pdf-text';
import { expireQuotesJob } from './expire-job';

let database: TestDatabase;
let app: TestApp;
let relay: Relay;
let workers: Workers;
let one: TestCompany;
let ctx: Ctx;
let deal: string;
let quote: string;
let token: string;
/** Somebody without a session. */
let customer: Browser;
let customers = 0;

beforeAll(async () => {
  database = await ownDatabase('quotes');
  app = await testApp({ database });
  const subscribers = modules.flatMap((module) => module.subscribers ?? []);
  relay = startRelay(app, { subscribers, look_ms: 30 });
  const kinds = jobKindsOf(modules);
  workers = startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 });
});
afterAll(async () => {
  await relay?.stop();
  await workers?.stop();
});

beforeEach(async () => {
  one = await testCompany({}, database);
  ctx = testCtx(app, one, one);
  deal = (await create('deals', { title: 'Hull pumps', description: 'Our margin is 60 %' })).id;
  await create('deal_items', { deal_id: deal, name: 'Pump', unit_price: '100', tax_rate: 20 });
  quote = (await create('quotes', { deal_id: deal, terms: 'Net 30' })).id;
  token = tokenOf(await on('send', quote, {}));
  customer = new Browser(app, `198.51.100.${++customers}`);
});

const create = async (object: string, body: Record<string, unknown>) =>
  (await call(ctx, `${object}.create`, { body })).data;
const on = async (operation: string, id: string, body?: unknown) =>
  (await call(ctx, `quotes.${operation}`, { params: { id }, body })).data;
const tokenOf = ({ link }: { link: { url: string } }): string => link.url.split('#')[1] ?? '';
const get = async (object: string, id: string) =>
  (await call(ctx, `${object}.get`, { params: { id } })).data;
const open = (with_token = token) =>
  customer.post<Record<string, unknown>>('/quote-links/open', { token: with_token });
const answer = (body: Record<string, unknown>, with_token = token) =>
  customer.post<Record<string, unknown>>('/quote-links/answer', { token: with_token, ...body });
/** Resolves when everything that follows from what happened so far was done. */
const settled = () =>
  expect
    .poll(
      async () => {
        const { rows } = await database.admin.query<{ count: number }>(
          `select (select count(*) from outbox)::int + (select count(*) from jobs
            where status = 'running' or (status = 'queued' and due_at < now() + interval '5 seconds'))::int as count`,
        );
        return rows[0]?.count;
      },
      { timeout: 20_000, interval: 30 },
    )
    .toBe(0);
const pdf = async () => {
  const { response } = await call(ctx, 'quotes.pdf', { params: { id: quote } });
  return Buffer.from(await (response as Response).arrayBuffer()).toString('latin1');
};
const accept = () => answer({ answer: 'accept', name: 'Delphine Marchetal' });

describe('a link', () => {
  test('shows the quote and who offers it, and nothing else of the company', async () => {
    const { status, data } = await open();
    expect(status).toBe(200);
    expect(data).toMatchObject({
      reference: 'Q-00001',
      status: 'sent',
      terms: 'Net 30',
      company: { name: 'Acme', accent: null },
      lines: [{ name: 'Pump', net: '100.00' }],
      totals: { total: '120.00' },
    });
    const text = JSON.stringify(data);
    for (const secret of [deal, quote, one.company.id, one.user.id, one.user.email, 'margin'])
      expect(text).not.toContain(secret);
    expect((await on('links', quote))[0].last_seen_at).not.toBeNull();
  });

  test('shows the logo of the company, on the page and in the PDF, until it is taken away', async () => {
    const company = async () => (await open()).data.company;
    expect(await company()).toMatchObject({ logo: null });
    expect(await pdf()).not.toContain('/Subtype /Image');
    const png = await sharp({ create: { width: 240, height: 80, channels: 3, background: '#d11' } })
      .png()
      .toBuffer();
    const logo_url = `/api/company/logo?v=${newId()}`;
    await app.storage.write(logoKey(one.company.id, logo_url), Readable.from([png]));
    const give = (url: string) =>
      database.admin.query('update companies set logo_url = $2 where id = $1', [
        one.company.id,
        url,
      ]);
    await give(logo_url);
    expect(await company()).toMatchObject({
      logo: `data:image/png;base64,${png.toString('base64')}`,
    });
    const bytes = await pdf();
    expect(bytes).toMatch(/\/Subtype \/Image[^>]*\/Width 240[^>]*\/Height 80/);
    // A storage that has lost it stops nobody.
    await app.storage.remove(logoKey(one.company.id, logo_url));
    expect(await company()).toMatchObject({ logo: null });
    expect(await pdf()).not.toContain('/Subtype /Image');
    await give('');
  });

  test('gives the PDF', async () => {
    const request = new Request('http://localhost:3000/api/quote-links/pdf', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const { createRouter } = await import('@/http/router');
    const response = await createRouter(app).fetch(request, { address: '198.51.100.9' });
    const [page] = await pdfText(await response.arrayBuffer());
    expect(page).toContain('Quote Q-00001');
    expect(page).toContain('EUR 120.00');
  });

  test('is known by the hash of its token alone', async () => {
    const { rows } = await database.admin.query('select * from quote_links where quote_id = $1', [
      quote,
    ]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token.slice(0, 43));
  });

  test('that is none, was ended or has run out answers the same 404', async () => {
    const other = await testCompany({}, database);
    const [ended, late] = [
      tokenOf({ link: await on('create_link', quote) }),
      tokenOf({ link: await on('create_link', quote) }),
    ];
    await database.admin.query(
      "update quote_links set expires_at = now() - interval '1 second' where quote_id = $1 and id = (select max(id::text)::uuid from quote_links where quote_id = $1)",
      [quote],
    );
    const foreign = token.slice(0, 43) + newToken(other.company.id).slice(43);
    const wrong = [
      late,
      foreign,
      newToken(one.company.id),
      newToken(newId()),
      'x',
      '',
      `${token}x`,
    ];
    expect((await open(ended)).status).toBe(200);
    for (const bad of wrong) {
      expect([bad, (await open(bad)).status]).toEqual([bad, 404]);
      const refused = await answer({ answer: 'accept', name: 'x' }, bad);
      expect(refused).toMatchObject({ status: 404, error: 'not_found' });
    }
    expect(await on('end_links', quote)).toEqual({ ended: 3 });
    for (const bad of [token, ended]) expect((await open(bad)).status).toBe(404);
    expect((await get('quotes', quote)).status).toBe('sent');
  });

  test('of a draft or a replaced version cannot be made', async () => {
    const draft = (await create('quotes', { deal_id: deal, previous_id: quote })).id;
    await expect(on('create_link', draft)).rejects.toMatchObject({ status: 409 });
    await on('send', draft, {});
    expect((await open()).status).toBe(404);
    await expect(on('create_link', quote)).rejects.toMatchObject({ status: 409 });
  });

  test('can be tried so often from one address and no more', async () => {
    const tries = await Promise.all(Array.from({ length: 70 }, () => open(newToken(newId()))));
    const counted = (wanted: number) => tries.filter(({ status }) => status === wanted).length;
    expect(counted(404)).toBeLessThanOrEqual(60);
    expect(counted(429)).toBeGreaterThanOrEqual(10);
  });
});

describe('the answer of the customer', () => {
  test('is written on the quote and the deal, in the history of both, by nobody of the company', async () => {
    expect((await accept()).data).toMatchObject({ status: 'accepted' });
    expect(await get('quotes', quote)).toMatchObject({
      status: 'accepted',
      accepted_by: 'Delphine Marchetal',
    });
    expect(await get('deals', deal)).toMatchObject({ quote_status: 'accepted', status: 'open' });
    for (const [object, id, field] of [
      ['quotes', quote, 'status'],
      ['deals', deal, 'quote_status'],
    ] as const) {
      const { data } = await call(ctx, `${object}.history`, { params: { id } });
      expect(data[0].changes).toContainEqual({ field, before: 'sent', after: 'accepted' });
      expect(data[0].actor.kind).toBe('system');
    }
  });

  test('stands in the history of the quote, with its links and that the customer opened them', async () => {
    const names = async (id = quote): Promise<string[]> => {
      const { data } = await call(ctx, 'quotes.history', { params: { id } });
      return data.map(({ name }: { name: string }) => name).reverse();
    };
    const sent = ['quote.created', 'quote.updated', 'quote.link_created'];
    expect(await names()).toEqual(sent);
    await open();
    await open();
    expect(await names()).toEqual([...sent, 'quote.customer_opened']);
    await accept();
    const accepted = [...sent, 'quote.customer_opened', 'quote.customer_accepted', 'quote.updated'];
    expect(await names()).toEqual(accepted);
    await on('create_link', quote);
    await on('end_links', quote);
    await on('end_links', quote);
    expect(await names()).toEqual([...accepted, 'quote.link_created', 'quote.links_ended']);
    const { data } = await call(ctx, 'quotes.history', { params: { id: quote } });
    const opened = data.find(({ name }: { name: string }) => name === 'quote.customer_opened');
    expect(opened).toMatchObject({ actor: { kind: 'system' }, changes: [] });
  });

  test('waits for a newer version that is being sent, and holds nothing it needs', async () => {
    const sender = await database.admin.connect();
    try {
      // As `send` locks: the older version, then its links.
      await sender.query("begin; set local lock_timeout = '3s'");
      await sender.query('select from quotes where id = $1 for no key update', [quote]);
      const answered = accept();
      await expect
        .poll(
          async () => {
            const { rows } = await database.admin.query(
              "select from pg_stat_activity where wait_event_type = 'Lock' and query like '%from quotes q%'",
            );
            return rows.length;
          },
          { timeout: 20_000 },
        )
        .toBeGreaterThan(0);
      await sender.query('update quote_links set revoked_at = now() where quote_id = $1', [quote]);
      await sender.query('commit');
      expect((await answered).status).toBe(404);
    } finally {
      sender.release();
    }
    expect(await get('quotes', quote)).toMatchObject({ status: 'sent' });
  });

  test('may be a no, with a reason', async () => {
    expect((await answer({ answer: 'decline', reason: ' ' })).issues).toMatchObject([
      { path: 'reason' },
    ]);
    await answer({ answer: 'decline', reason: 'Too dear' });
    expect(await get('quotes', quote)).toMatchObject({
      status: 'declined',
      decline_reason: 'Too dear',
      accepted_by: null,
    });
    expect(await get('deals', deal)).toMatchObject({ quote_status: 'declined' });
  });

  test('counts once, however many come at the same time', async () => {
    const other = tokenOf({ link: await on('create_link', quote) });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        at % 2 ? accept() : answer({ answer: 'decline', reason: 'No' }, other),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
    expect((await get('quotes', quote)).version).toBe(3);
  });

  test('needs a name, and comes too late once the quote has run out', async () => {
    for (const name of ['', '  '])
      expect(await answer({ answer: 'accept', name })).toMatchObject({
        status: 422,
        issues: [{ path: 'name', code: 'required' }],
      });
    await database.admin.query("update quotes set valid_until = '2020-01-01' where id = $1", [
      quote,
    ]);
    expect((await open()).data).toMatchObject({ status: 'expired' });
    expect(await accept()).toMatchObject({
      status: 409,
      issues: [{ path: 'status', code: 'quote_over' }],
    });
  });

  test('to another quote does not hide that one is accepted or still open', async () => {
    const other = (await create('quotes', { deal_id: deal })).id;
    const second = tokenOf(await on('send', other, {}));
    const status = async () => (await get('deals', deal)).quote_status;
    await answer({ answer: 'decline', reason: 'Dear' }, second);
    expect(await status()).toBe('sent');
    await accept();
    expect(await status()).toBe('accepted');
    const third = (await create('quotes', { deal_id: deal })).id;
    const late = tokenOf(await on('send', third, {}));
    expect(await status()).toBe('accepted');
    await answer({ answer: 'decline', reason: 'Dear' }, late);
    expect(await status()).toBe('accepted');
  });

  test('to the latest of several stays on the deal when an older one runs out', async () => {
    const other = (await create('quotes', { deal_id: deal })).id;
    const second = tokenOf(await on('send', other, {}));
    await answer({ answer: 'decline', reason: 'Dear' }, second);
    await database.admin.query("update quotes set valid_until = '2020-01-01' where id = $1", [
      quote,
    ]);
    await app.db.withCompany(ctx.scope, (tx) => enqueue(ctx, tx, expireQuotesJob, {}));
    await expect
      .poll(async () => (await get('quotes', quote)).status, { timeout: 20_000 })
      .toBe('expired');
    expect(await get('deals', deal)).toMatchObject({ quote_status: 'declined' });
  });

  test('that never came ends the quote in the night after', async () => {
    await database.admin.query("update quotes set valid_until = '2020-01-01' where id = $1", [
      quote,
    ]);
    await app.db.withCompany(ctx.scope, (tx) => enqueue(ctx, tx, expireQuotesJob, {}));
    await expect
      .poll(async () => (await get('quotes', quote)).status, { timeout: 20_000 })
      .toBe('expired');
    expect(await get('deals', deal)).toMatchObject({ quote_status: 'expired' });
  });

  test('is told to the owner of the deal, once', async () => {
    const rep = await one.member('rep');
    await call(ctx, 'deals.update', { params: { id: deal }, body: { owner_id: rep.user.id } });
    const told = async () => {
      await settled();
      const { data } = await call(testCtx(app, one, rep), 'notifications.list');
      return data.flatMap((group: { notifications: { kind: string; data: unknown }[] }) =>
        group.notifications.filter(({ kind }) => kind === 'changed'),
      );
    };
    const before = await told();
    expect((await accept()).status).toBe(200);
    const after = await told();
    expect(after).toHaveLength(before.length + 1);
    expect(after[0].data).toMatchObject({ fields: ['quote_status'] });
  });
});
