import { query } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import { companyJson } from '../arrival';
import * as contract from './contract';

/** GET /api/company */
export const getCompany = query(contract.getCompany, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ company: unknown }>(ctx.scope, {
    name: 'company_get',
    text: `select ${companyJson} as company from companies c where c.id = $1`,
    values: [ctx.scope.company_id],
  });
  if (!rows[0]) throw notFound();
  return { data: rows[0].company };
});
