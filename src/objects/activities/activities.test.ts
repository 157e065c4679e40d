import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { firstLine } from '@/core/run/engine/first-line';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
});

const again = (): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const create = async (body: object, object = 'activities') =>
  (await call(again(), `${object}.create`, { body })).data;
const get = async (object: string, id: string) =>
  (await call(ctx, `${object}.get`, { params: { id } })).data;
const update = (object: string, id: string, body: object) =>
  call(again(), `${object}.update`, { params: { id }, body });
const touchOf = async (object: string, id: string) => (await get(object, id)).last_touch_at;

const made = { kind: 'call', subject: 'Called Ilse' };
const monday = '2026-03-02T09:00:00.000Z';
const tuesday = '2026-03-03T09:00:00.000Z';

describe('activities', () => {
  test('need a kind and a subject, and happened now unless said otherwise', async () => {
    const activity = await create(made);
    expect(activity).toMatchObject({ ...made, owner_id: one.user.id, title: 'Called Ilse' });
    expect(Math.abs(Date.parse(activity.occurred_at) - Date.now())).toBeLessThan(60_000);
    await expect(create({})).rejects.toMatchObject({
      details: {
        issues: [
          { path: 'kind', code: 'required' },
          { path: 'subject', code: 'required' },
        ],
      },
    });
    await expect(update('activities', activity.id, { occurred_at: null })).rejects.toMatchObject({
      details: { issues: [{ path: 'occurred_at', code: 'required' }] },
    });
  });

  test('belong to the account of their deal, else of their contact, unless said otherwise', async () => {
    const [acme, other] = [
      await create({ name: 'Acme' }, 'accounts'),
      await create({ name: 'Other' }, 'accounts'),
    ];
    const deal = await create({ title: 'Boat', account_id: acme.id }, 'deals');
    const contact = await create({ last_name: 'Ilse', account_id: other.id }, 'contacts');
    const links = { deal_id: deal.id, contact_id: contact.id };
    expect(await create({ ...made, ...links })).toMatchObject({ ...links, account_id: acme.id });
    expect(await create({ ...made, contact_id: contact.id })).toMatchObject({
      account_id: other.id,
    });
    expect(await create({ ...made, ...links, account_id: null })).toMatchObject({
      account_id: null,
    });
    await call(again(), 'accounts.delete', { params: { id: acme.id } });
    expect(await create({ ...made, deal_id: deal.id })).toMatchObject({ account_id: null });
  });

  test('move the last touch of everybody concerned forward, never back', async () => {
    const account_id = (await create({ name: 'Acme' }, 'accounts')).id;
    const contact_id = (await create({ last_name: 'Ilse', account_id }, 'contacts')).id;
    const deal_id = (await create({ title: 'Boat', account_id }, 'deals')).id;
    const { id } = await create({ ...made, contact_id, deal_id, occurred_at: monday });
    expect(await touchOf('accounts', account_id)).toBe(monday);
    expect(await touchOf('contacts', contact_id)).toBe(monday);
    expect(await touchOf('deals', deal_id)).toBe(monday);

    await create({ ...made, contact_id, occurred_at: '2026-03-01T09:00:00.000Z' });
    expect(await touchOf('contacts', contact_id)).toBe(monday);
    await create({ ...made, contact_id, occurred_at: '2999-03-01T09:00:00.000Z' });
    expect(await touchOf('contacts', contact_id)).toBe(monday);

    await update('activities', id, { occurred_at: tuesday });
    expect(await touchOf('contacts', contact_id)).toBe(tuesday);
    const { version } = await get('contacts', contact_id);
    await update('activities', id, { subject: 'Called Ilse again' });
    expect((await get('contacts', contact_id)).version).toBe(version);
  });

  test('taken back, they take the last touch back where it is still theirs', async () => {
    const account_id = (await create({ name: 'Acme' }, 'accounts')).id;
    const contact_id = (await create({ last_name: 'Ilse', account_id }, 'contacts')).id;
    await create({ ...made, contact_id, occurred_at: monday });
    const asked = again();
    await call(asked, 'activities.create', {
      body: { ...made, contact_id, occurred_at: tuesday },
    });
    const wednesday = '2026-03-04T09:00:00.000Z';
    await update('accounts', account_id, { last_touch_at: wednesday });
    const { request_id } = asked.origin;
    await call(again(), 'activities.undo', { body: { request_id } });
    expect(await touchOf('contacts', contact_id)).toBe(monday);
    expect(await touchOf('accounts', account_id)).toBe(wednesday);
  });

  test('several at once leave the latest touch', async () => {
    const contact_id = (await create({ last_name: 'Ilse' }, 'contacts')).id;
    const days = Array.from({ length: 9 }, (_, at) => `2026-03-0${at + 1}T09:00:00.000Z`);
    await Promise.all(
      [4, 8, 2, 6, 0].map((at) => create({ ...made, contact_id, occurred_at: days[at] })),
    );
    expect(await touchOf('contacts', contact_id)).toBe(days[8]);
    const many = days.map((occurred_at) => ({ ...made, contact_id, occurred_at }));
    const other_id = (await create({ last_name: 'Otto' }, 'contacts')).id;
    await call(again(), 'activities.bulk', {
      body: { create: many.map((input) => ({ ...input, contact_id: other_id })) },
    });
    expect(await touchOf('contacts', other_id)).toBe(days[8]);
  });

  test('touch a lead, until it is converted; its timeline has them all', async () => {
    const lead = await create({ last_name: 'Öz', company_name: 'Acme' }, 'leads');
    await create({ ...made, lead_id: lead.id, occurred_at: monday });
    expect(await touchOf('leads', lead.id)).toBe(monday);
    await call(again(), 'leads.convert', { params: { id: lead.id }, body: {} });
    await create({ ...made, lead_id: lead.id, occurred_at: tuesday });
    expect(await touchOf('leads', lead.id)).toBe(monday);
    await create({ body: 'Wants pumps', lead_id: lead.id }, 'notes');
    await create({ title: 'Send the list', lead_id: lead.id }, 'tasks');
    const { data } = await call(ctx, 'leads.timeline', { params: { id: lead.id } });
    const kinds = data.map(({ kind }: { kind: string }) => kind);
    expect(kinds.filter((kind: string) => kind !== 'change').sort()).toEqual([
      'activity',
      'activity',
      'note',
      'task',
    ]);
  });
});

describe('notes', () => {
  test('need a text and are called after its first line', async () => {
    const note = await create(
      { body: `\n## Hello @[Ada Byron](${one.user.id})\nmore`, is_pinned: true },
      'notes',
    );
    expect(note).toMatchObject({
      ...{ title: 'Hello @Ada Byron', heading: 'Hello @Ada Byron', is_pinned: true },
      owner_id: one.user.id,
    });
    expect((await update('notes', note.id, { body: '- now this' })).data).toMatchObject({
      title: 'now this',
    });
    for (const body of [undefined, null, '', '  '])
      await expect(create({ body }, 'notes')).rejects.toMatchObject({
        details: { issues: [{ path: 'body', code: 'required' }] },
      });
  });

  test('a heading is short and never cuts a sign in two', () => {
    expect(firstLine('###')).toBe('###');
    expect([...firstLine('🧑'.repeat(200))]).toHaveLength(120);
    expect(firstLine('🧑'.repeat(200)).isWellFormed()).toBe(true);
    expect(
      firstLine('# [Plan](https://a.example) of @[Ilse](0190a1b2-0000-7000-8000-000000000000)'),
    ).toBe('Plan of @Ilse');
  });

  test.each(['[', '@[', '*a', '- ', '**a', '`a', '_a '])(
    'a heading of a long text of %j is found at once',
    (mark) => {
      const began = performance.now();
      expect(firstLine(mark.repeat(100_000)).length).toBeLessThanOrEqual(120);
      expect(performance.now() - began).toBeLessThan(1000);
    },
  );

  test('stand with the account of their contact', async () => {
    const account_id = (await create({ name: 'Acme' }, 'accounts')).id;
    const contact_id = (await create({ last_name: 'Ilse', account_id }, 'contacts')).id;
    await create({ body: 'Likes boats', contact_id }, 'notes');
    const account = await call(ctx, 'accounts.get', {
      params: { id: account_id },
      search: 'include=notes',
    });
    expect(account.data.notes).toMatchObject([{ title: 'Likes boats' }]);
  });
});
