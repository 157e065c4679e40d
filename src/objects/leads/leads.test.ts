import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
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

const create = async (body: Record<string, unknown>) =>
  (await call(ctx, 'leads.create', { body })).data;
const patch = async (id: string, body: Record<string, unknown>) =>
  (await call(ctx, 'leads.update', { params: { id }, body })).data;

describe('a lead', () => {
  test.each([
    { first_name: 'Ilse' },
    { last_name: 'Öz' },
    { email: 'a@b.example' },
    { company_name: 'Acme' },
  ])('needs one of a name, a mail address and a company: %o', async (body) => {
    expect(await create(body)).toMatchObject({
      ...body,
      title: Object.values(body)[0],
      status: 'new',
      owner_id: one.user.id,
      converted_at: null,
    });
  });

  test('with none of them is refused', async () => {
    await expect(create({ phone: '+49 30 123456' })).rejects.toMatchObject({
      status: 422,
      details: { issues: [{ path: 'first_name', code: 'required' }] },
    });
  });

  test('is unqualified for a reason, which goes when it is taken up again', async () => {
    const lead = await create({ company_name: 'Acme' });
    expect(await patch(lead.id, { unqualified_reason: 'no_budget' })).toMatchObject({
      status: 'unqualified',
      unqualified_reason: 'no_budget',
    });
    expect(await patch(lead.id, { status: 'working' })).toMatchObject({
      status: 'working',
      unqualified_reason: null,
    });
    expect(await create({ company_name: 'B', unqualified_reason: 'no_fit' })).toMatchObject({
      status: 'unqualified',
    });
  });

  test('cannot be given what only a conversion sets', async () => {
    await expect(create({ company_name: 'x', converted_deal_id: newId() })).rejects.toMatchObject({
      details: { issues: [{ path: 'converted_deal_id', code: 'read_only' }] },
    });
  });

  test('may be nobody’s when that is said', async () => {
    expect(await create({ company_name: 'Acme', owner_id: null })).toMatchObject({
      owner_id: null,
    });
  });
});
