import { type HealthPart, report } from '@/core/run/health';

/** Endpoints, those switched off for failing, and deliveries that wait. */
export const webhooksPart: HealthPart = {
  name: 'webhooks',
  async company(ctx, tx) {
    const { rows } = await tx.run<{ active: number; switched_off: number; waiting: number }>({
      name: 'health_webhooks',
      text:
        `select count(*) filter (where active)::int as active, ` +
        `count(*) filter (where not active and disabled_reason is not null)::int as switched_off, ` +
        `(select count(*)::int from webhook_deliveries d where d.company_id = $1 and d.status = 'pending') as waiting ` +
        `from webhooks where company_id = $1`,
      values: [ctx.scope.company_id],
    });
    return report({ ...rows[0] }, [
      {
        when: (rows[0]?.switched_off ?? 0) > 0,
        code: 'webhooks_off',
        message: 'Some endpoints failed for so long that they were switched off.',
      },
    ]);
  },
};
