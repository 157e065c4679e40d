import { query } from '@/core/run/module';
import { arrivalOf, companiesOf } from '../arrival';
import * as contract from './contract';

/** GET /api/auth/session */
export const session = query(contract.session, async (ctx) => {
  const { kind, user, company, permissions } = ctx.principal;
  const data = await ctx.app.db.asAuth(async (tx) => ({
    ...(await arrivalOf(tx, user.id, company.id)),
    companies: await companiesOf(tx, user.id),
  }));
  // A key belongs to one company and need not know where else its maker works.
  const companies = data.companies.filter(({ id }) => kind === 'user' || id === company.id);
  return { data: { ...data, companies, permissions: [...permissions].sort() } };
});
