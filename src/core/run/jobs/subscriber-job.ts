import { z } from 'zod';
import type { Tx } from '@/platform/db/types';
import { defineJob, type JobKind } from './job';
import type { LoggedEvent, Subscriber } from './subscriber';

export interface SubscriberInput {
  readonly event_ids: string[];
}

/** The kind of the jobs of a subscriber. */
export const subscriberJob = (subscriber: Subscriber): JobKind<SubscriberInput> =>
  defineJob({
    name: subscriber.name,
    queue: subscriber.queue,
    input: z.strictObject({ event_ids: z.array(z.string()).min(1) }),
    async run(ctx, job) {
      await job.finish(async (tx) => {
        const events = await readLogged(tx, ctx.scope.company_id, job.input.event_ids);
        await subscriber.handle(ctx, tx, events);
      });
    },
  });

/** Events by id, in the order they happened. */
export async function readLogged(
  tx: Tx,
  company_id: string,
  ids: readonly string[],
): Promise<LoggedEvent[]> {
  const { rows } = await tx.run<LoggedEvent>({
    name: 'read_logged',
    text:
      'select id, name, object, record_id, version, actor_kind, actor_id, source, changes, request_id, correlation_id, created_at ' +
      'from events where company_id = $1 and id = any($2::uuid[]) order by id',
    values: [company_id, ids],
  });
  return rows;
}
