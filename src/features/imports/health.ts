import { type HealthPart, report } from '@/core/run/health';

/** Imports under way and those that ended badly lately. */
export const importsPart: HealthPart = {
  name: 'imports',
  async company(ctx, tx) {
    const { rows } = await tx.run<{ running: number; failed_last_week: number }>({
      name: 'health_imports',
      text:
        `select count(*) filter (where j.status in ('queued', 'running'))::int as running, ` +
        `count(*) filter (where j.status = 'failed' and j.finished_at > now() - interval '7 days')::int as failed_last_week ` +
        `from jobs j where j.company_id = $1 and j.queue = 'imports'`,
      values: [ctx.scope.company_id],
    });
    return report({ ...rows[0] });
  },
};
