import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { getRecord } from '@/core/run/engine/get';
import { instantIn } from '@/core/run/engine/time-zone';
import { defineJob, enqueueAll, systemActor } from '@/core/run/jobs/job';
import type { LoggedEvent } from '@/core/run/jobs/subscriber';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { tell } from './tell';

interface Due {
  readonly object: string;
  readonly record_id: string;
  readonly field: string;
  /** What the field held; once it holds something else this is about nothing any more. */
  readonly value: string;
}

/** When a day is due, by the clocks of the company. */
const morning = '09:00';

/** Tells the owner that a day or instant of a record has come, if it still holds. */
export const dueJob = defineJob<Due>({
  name: 'notifications.due',
  queue: 'notifications',
  input: z.strictObject({
    object: z.string(),
    record_id: z.uuid(),
    field: z.string(),
    value: z.string(),
  }),
  async run(ctx, job) {
    const { object, record_id, field, value } = job.input;
    const record = await recordOf(ctx, object, record_id);
    const owner = record?.owner_id;
    if (record?.[field] !== value || typeof owner !== 'string') return;
    await job.finish((tx) =>
      tell(ctx, tx, [
        {
          user_id: owner,
          kind: 'due',
          object,
          record_id,
          event_id: null,
          actor_id: null,
          data: { field },
          dedupe_key: `due:${object}:${record_id}:${field}:${value}`,
        },
      ]),
    );
  },
});

async function recordOf(
  ctx: Ctx,
  object: string,
  id: string,
): Promise<Record<string, unknown> | null> {
  if (!ctx.app.registry.objects.has(object)) return null;
  try {
    const answer = await getRecord(ctx, object, id, new URLSearchParams());
    return JSON.parse(answer.json ?? '{}');
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Adds the job of every day and instant to be kept (`due` in the definition) that was set to one that is still to come. */
export async function scheduleDue(ctx: Ctx, tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  const now = ctx.app.clock.now();
  const jobs = events.flatMap(({ object, record_id, changes }) => {
    const fields = ctx.app.registry.objects.get(object)?.fields ?? {};
    return Object.entries(changes.after ?? {}).flatMap(([field, value]) => {
      const definition = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (!definition?.due || typeof value !== 'string' || record_id === null) return [];
      const due_at =
        definition.kind === 'date'
          ? instantIn(ctx.principal.company.time_zone, value, morning)
          : new Date(value);
      if (due_at <= now) return [];
      const input = { object, record_id, field, value };
      return [{ key: `notifications.due:${object}:${record_id}:${field}:${value}`, input, due_at }];
    });
  });
  const { company_id } = ctx.scope;
  await enqueueAll(tx, systemActor(ctx.app, company_id, ctx.origin.request_id), dueJob, jobs);
}
