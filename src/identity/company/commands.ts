import { isDeepStrictEqual } from 'node:util';
import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action } from '@/core/run/module';
import { NO_NUMBER } from '@/core/run/tables';
import { AppError, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { companyJson } from '../arrival';
import { principalsOf } from '../session/principals';
import * as contract from './contract';

type Row = Record<string, string | number | readonly string[] | null>;

/** PATCH /api/company */
export const updateCompany = action(contract.updateCompany, async (ctx, { body }) => {
  const { company_id } = ctx.scope;
  const company = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const found = await tx.run<{ company: Row }>({
      text: `select ${companyJson} as company from companies c where c.id = $1 for update`,
      values: [company_id],
    });
    const before = found.rows[0]?.company;
    if (!before) throw notFound();
    const changed = Object.entries(body).filter(
      ([key, value]) => value !== undefined && !isDeepStrictEqual(value, before[key]),
    );
    if (changed.length === 0) return before;
    if (changed.some(([key]) => key === 'currency') && (await amountsStored(ctx, tx))) {
      throw new AppError(
        'conflict',
        'The currency is fixed once an amount, a quota or a rate is stored.',
      );
    }
    const after = Object.fromEntries(changed);
    const updated = await tx.run<{ company: Row }>({
      text: `update companies c set name = coalesce($2, name), currency = coalesce($3, currency),
        country = coalesce($4, country), time_zone = coalesce($5, time_zone), language = coalesce($6, language),
        accent = coalesce($7, accent), audit_retention_months = coalesce(nullif($8::text, '')::int, case when $8::text = '' then 0 else audit_retention_months end),
        fiscal_start_month = coalesce($9::int, fiscal_start_month), mail_domains = coalesce($10::text[], mail_domains), updated_at = now() where c.id = $1 returning ${companyJson} as company`,
      values: [
        company_id,
        ...[
          'name',
          'currency',
          'country',
          'time_zone',
          'language',
          'accent',
          'audit_retention_months',
          'fiscal_start_month',
          'mail_domains',
        ].map((key) => (key in after ? (after[key] ?? '') : null)),
      ],
    });
    await recordEvents(tx, actorOf(ctx), [
      {
        name: 'company.updated',
        object: 'companies',
        record_id: company_id,
        before: Object.fromEntries(changed.map(([key]) => [key, before[key]])),
        after,
      },
    ]);
    return updated.rows[0]?.company;
  });
  principalsOf(ctx.app.db).revoke({ company_id });
  return { data: company };
});

/** Whether any record, also in the bin, holds an amount of money, or there are quotas in this currency or rates to it. Names come from the definitions. */
async function amountsStored(ctx: Ctx, tx: Tx): Promise<boolean> {
  const kept = await tx.run<{ found: boolean }>({
    text: 'select exists (select from exchange_rates where company_id = $1) or exists (select from quotas where company_id = $1) as found',
    values: [ctx.scope.company_id],
  });
  if (kept.rows[0]?.found) return true;
  for (const { name, fields } of ctx.app.registry.objects.values()) {
    const money = Object.keys(fields).filter((field) => fields[field]?.kind === 'money');
    if (money.length === 0) continue;
    const filled = money.map((field) => `"${field}" <> '${NO_NUMBER}'`).join(' or ');
    const { rows } = await tx.run<{ found: boolean }>({
      text: `select exists (select from "${name}" where company_id = $1 and (${filled})) as found`,
      values: [ctx.scope.company_id],
    });
    if (rows[0]?.found) return true;
  }
  return false;
}
