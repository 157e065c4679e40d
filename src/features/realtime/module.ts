import type { Ctx } from '@/core/run/context';
import { type Module, query } from '@/core/run/module';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import * as contracts from './contract';
import { presenceOf } from './presence';
import { recordExists } from './queries';
import { streamsOf } from './streams';

const openStream = query(contracts.openStream, (ctx, { query: { last_event_id }, headers }) =>
  streamsOf(ctx.app).start(ctx, headers.get('last-event-id') ?? last_event_id ?? null, headers),
);

const openPersonalStream = query(contracts.openPersonalStream, (ctx, { headers }) =>
  streamsOf(ctx.app).start(ctx, null, headers, 'person'),
);

const sayPresence = query(contracts.sayPresence, async (ctx, { body: { client, record } }) => {
  if (record) await refuseUnreadable(ctx, client, record);
  return { data: { users: await presenceOf(ctx.app).say(ctx, client, record) } };
});

async function refuseUnreadable(
  ctx: Ctx,
  client: string,
  { object, id }: { object: string; id: string },
): Promise<void> {
  const definition = ctx.app.registry.objects.get(object);
  if (!definition)
    throw invalid([
      {
        path: 'record.object',
        code: 'unknown_object',
        message: `There is no object ${object}.`,
      },
    ]);
  if (!ctx.principal.permissions.has(`${definition.name}:read`))
    throw new AppError('forbidden', 'Your role does not allow this.');
  if (presenceOf(ctx.app).isThere(ctx, client, object, id)) return;
  if (!(await recordExists(ctx, definition.name, id))) throw notFound();
}

/** What other people do, as it happens, and who looks at the same record. */
export const realtimeModule: Module = {
  name: 'realtime',
  operations: [openStream, openPersonalStream, sayPresence],
};
