import { type HealthPart, report } from '@/core/run/health';

/** Mails on their way, sent and given up. */
export const mailsPart: HealthPart = {
  name: 'mails',
  async company(ctx, tx) {
    const { rows } = await tx.run<{
      waiting: number;
      oldest_seconds: number | null;
      sent_last_day: number;
      failed_last_week: number;
    }>({
      name: 'health_mails',
      text:
        `select count(*) filter (where status = 'waiting')::int as waiting, ` +
        `extract(epoch from now() - min(created_at) filter (where status = 'waiting'))::float8 as oldest_seconds, ` +
        `count(*) filter (where status = 'sent' and ended_at > now() - interval '1 day')::int as sent_last_day, ` +
        `count(*) filter (where status = 'failed' and ended_at > now() - interval '7 days')::int as failed_last_week ` +
        `from mails where company_id = $1`,
      values: [ctx.scope.company_id],
    });
    const { oldest_seconds = null, failed_last_week = 0 } = rows[0] ?? {};
    return report({ ...rows[0] }, [
      {
        when: (oldest_seconds ?? 0) > 3600,
        code: 'mails_late',
        message: 'Mails have been waiting for an hour: the mail server may be away.',
      },
      {
        when: failed_last_week > 0,
        code: 'mails_failed',
        message: 'Some mails were given up; the failed jobs say why.',
      },
    ]);
  },
};
