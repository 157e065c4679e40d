import type { Ctx } from '@/core/run/context';
import { query } from '@/core/run/module';
import { heldBack } from '@/core/run/sign-in-policy';
import { arrivalOf, companiesOf } from '../arrival';
import * as contract from './contract';

/** GET /api/auth/session */
export const session = query(contract.session, async (ctx) => {
  const { kind, user, company, permissions, fields } = ctx.principal;
  const data = await ctx.app.db.asAuth(async (tx) => ({
    ...(await arrivalOf(tx, user.id, company.id)),
    companies: await companiesOf(tx, user.id),
  }));
  // A key belongs to one company and need not know where else its maker works.
  const companies = data.companies.filter(({ id }) => kind === 'user' || id === company.id);
  const reach = await reachOf(ctx);
  const held_back = heldBack(ctx.principal, ctx.origin.ip);
  return {
    data: { ...data, companies, permissions: [...permissions].sort(), reach, fields, held_back },
  };
});

/** How far the caller's rights go, for screens; with what is shared for changing. */
async function reachOf({ app, scope, principal: { reach, user } }: Ctx) {
  if (reach === null) return null;
  const { objects, people, teams } = reach;
  const { rows } = await app.db.read<{ record_id: string }>(scope, {
    name: 'changeable',
    text: `select record_id from record_shares where company_id = $1 and grantee_id = any($2::uuid[]) and access = 'change'
      order by id desc limit 500`,
    values: [scope.company_id, [user.id, ...teams]],
  });
  const changeable = [...new Set(rows.map(({ record_id }) => record_id))];
  return { objects, people, changeable };
}
