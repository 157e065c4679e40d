import type { Ctx } from '@/core/run/context';
import type { LoggedEvent } from '@/core/run/jobs/subscriber';
import type { Tx } from '@/platform/db/types';
import type { Telling } from './tell';

interface ImportRow {
  readonly id: string;
  readonly job_id: string | null;
  readonly user_id: string;
}

/** Who is told that an import ended, work failed or a webhook was switched off. */
export async function runningTellings(
  ctx: Ctx,
  tx: Tx,
  events: readonly LoggedEvent[],
): Promise<Telling[]> {
  if (events.length === 0) return [];
  const { company_id } = ctx.scope;
  const { rows: imports } = await tx.run<ImportRow>({
    name: 'imports_of_events',
    text: 'select id, job_id, user_id from imports where company_id = $1 and (id = any($2::uuid[]) or job_id = any($2::uuid[]))',
    values: [company_id, events.map(({ record_id }) => record_id)],
  });
  const { rows: admins } = await tx.run<{ user_id: string }>({
    name: 'admins_to_tell',
    text: `select user_id from members where company_id = $1 and status = 'active' and role in ('owner', 'admin')`,
    values: [company_id],
  });
  const toAdmins = (telling: Omit<Telling, 'user_id'>): Telling[] =>
    admins.map(({ user_id }) => ({ ...telling, user_id }));
  return events.flatMap((event): Telling[] => {
    const { id: event_id, record_id, changes } = event;
    const nobody = { event_id, actor_id: null };
    const mine = imports.find((one) => one.id === record_id || one.job_id === record_id);
    if (event.name === 'webhook.disabled') {
      const about = { ...nobody, object: 'webhooks', record_id };
      return toAdmins({
        ...about,
        kind: 'webhook_disabled',
        dedupe_key: `webhook_disabled:${event_id}`,
      });
    }
    if (event.name === 'import.completed') {
      if (!mine) return [];
      const about = { ...nobody, object: 'imports', record_id: mine.id, user_id: mine.user_id };
      const { created, updated, failed } = changes.after ?? {};
      return [
        {
          ...about,
          kind: 'import_completed',
          data: { created, updated, failed },
          dedupe_key: `import_completed:${event_id}`,
        },
      ];
    }
    const job_kind = String(changes.after?.kind ?? '');
    const own: Telling[] = mine
      ? [
          {
            ...nobody,
            kind: 'import_failed',
            object: 'imports',
            record_id: mine.id,
            user_id: mine.user_id,
            dedupe_key: `import_failed:${event_id}`,
          },
        ]
      : [];
    // One a day for each kind of work, however much of it fails.
    const day = event.created_at.slice(0, 10);
    const told = toAdmins({
      ...nobody,
      kind: 'job_failed',
      object: 'jobs',
      record_id,
      data: { job_kind },
      dedupe_key: `job_failed:${job_kind}:${day}`,
    });
    return [...own, ...told.filter(({ user_id }) => user_id !== mine?.user_id)];
  });
}
