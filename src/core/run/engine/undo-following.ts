import type { Tx } from '@/platform/db/types';
import { firstIdAt } from '@/platform/ids';
import { isNews } from '../../shape/object';
import type { Ctx } from '../context';
import { lockRecords } from './load';
import { netOf, type PastEvent, patchAll, patchOf } from './undo-patch';
import { shapeOf } from './write';

/** More records than this do not follow from one request. */
const most = 3000;

/**
 * Takes back what a request of the caller's changed in quiet fields of other objects, such as the last touch of a contact by
 * a call that is taken back: where it is still so. `within` is how far back to look, ms.
 */
export async function undoFollowing(
  ctx: Ctx,
  tx: Tx,
  object: string,
  request_id: string,
  within: number,
): Promise<void> {
  const { app, principal, scope } = ctx;
  const { rows } = await tx.run<PastEvent & { object: string }>({
    text:
      'select id, name, object, record_id, changes from events where company_id = $1 and request_id = $2 and object <> $3 ' +
      'and actor_id = $4 and id >= $5 and record_id is not null order by id desc limit $6',
    values: [
      ...[scope.company_id, request_id, object, principal.api_key_id ?? principal.user.id],
      ...[firstIdAt(new Date(app.clock.now().getTime() - within)), most],
    ],
  });
  for (const definition of app.registry.objects.values()) {
    const { name, singular } = definition;
    const quiet = rows.filter(
      (row) =>
        row.object === name &&
        row.name === `${singular}.updated` &&
        !isNews(definition, Object.keys(row.changes.after ?? {})),
    );
    if (quiet.length === 0) continue;
    const shape = await shapeOf(ctx, definition);
    const nets = netOf(quiet, singular);
    const loaded = await lockRecords(tx, shape, scope.company_id, [...nets.keys()], 'live');
    const patches = [...nets].flatMap(([id, net]) => {
      const record = loaded.get(id)?.record;
      return (record && patchOf(shape, id, net, record, keep)) ?? [];
    });
    await patchAll(ctx, tx, shape, patches, keep);
  }
}

/** What changed since stays as it is, and nobody needs to hear of it. */
const keep = (): void => undefined;
