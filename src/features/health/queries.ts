import type { App, Ctx } from '@/core/run/context';
import type { HealthReport, HealthState } from '@/core/run/health';
import { allQueues, companyQueues } from '@/core/run/jobs/figures';
import { replayJobs } from '@/core/run/jobs/views';
import { action, query } from '@/core/run/module';
import { mustBeOperator } from '@/identity/operator';
import type { Tx } from '@/platform/db/types';
import * as contract from './contract';

type Named = HealthReport & { readonly name: string };

const worst = (parts: readonly HealthReport[]): HealthState =>
  (['down', 'degraded'] as const).find((state) => parts.some((part) => part.state === state)) ??
  'ok';

/** GET /api/health */
export const companyHealth = query(contract.companyHealth, async (ctx) => {
  const { company_id } = ctx.scope;
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const parts: Named[] = [];
    for (const { name, company } of ctx.app.registry.health ?? [])
      if (company) parts.push({ name, ...(await company(ctx, tx)) });
    return {
      state: worst(parts),
      parts,
      queues: await companyQueues(tx, company_id),
      schedules: await schedulesOf(tx, company_id),
    };
  });
  return { data };
});

async function schedulesOf(tx: Tx, company_id: string) {
  const { rows } = await tx.run({
    name: 'schedules_of_company',
    text: `select name, case when next_at > '-infinity' then next_at end as next_at, last_at from schedules where company_id = $1 order by name`,
    values: [company_id],
  });
  return rows;
}

/** Every part of the installation as it is now. A part that cannot be asked says so itself or counts as down. */
export async function installationParts(app: App): Promise<Named[]> {
  const parts = (app.registry.health ?? []).flatMap(({ name, installation }) =>
    installation ? [{ name, installation }] : [],
  );
  return Promise.all(
    parts.map(async ({ name, installation }): Promise<Named> => {
      try {
        return { name, ...(await installation(app)) };
      } catch (err) {
        app.log.warn({ err, part: name }, 'a part of the health page could not be read');
        const message = 'This part could not be looked at.';
        return { name, state: 'down', problem: { code: 'unreadable', message }, figures: {} };
      }
    }),
  );
}

/** GET /api/health/installation */
export const installationHealth = query(contract.installationHealth, async (ctx) => {
  await mustBeOperator(ctx, 'Only the operator of this installation can see how it is.');
  const parts = await installationParts(ctx.app);
  return { data: { state: worst(parts), parts, queues: await ctx.app.db.asRelay(allQueues) } };
});

/** POST /api/health/installation/replay: company by company, each in a transaction of its own. */
export const replayAll = action(contract.replayAll, async (ctx, { body }) => {
  await mustBeOperator(ctx, 'Only the operator of this installation can do this.');
  const { rows } = await ctx.app.db.asRelay((tx) =>
    tx.run<{ company_id: string }>({
      name: 'companies_with_failed_jobs',
      text: `select distinct company_id from jobs where status = 'failed' and ($1::text is null or queue = $1)`,
      values: [body.queue ?? null],
    }),
  );
  let replayed = 0;
  for (const { company_id } of rows) {
    const scope: Ctx['scope'] = { company_id, user_id: null };
    replayed += await ctx.app.db.withCompany(scope, (tx) =>
      replayJobs({ ...ctx, scope }, tx, { queue: body.queue }),
    );
  }
  return { data: { replayed } };
});
