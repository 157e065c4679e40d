import { actorOf, recordEvents } from '@/core/run/events';
import { action } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import { newApiKey, sha256 } from '../session/keys';
import { principalsOf } from '../session/principals';
import { isOurService, keyOf } from './commands';
import * as contract from './contract';

/**
 * POST /api/api-keys/{id}/rotate. Whoever gets the new secret can act as the member of the key, so it is for that person
 * alone, and for service accounts for administrators. Of two rotations in a row the first secret ends with the second.
 */
export const rotateKey = action(contract.rotateKey, async (ctx, { params, body }) => {
  const { company_id } = ctx.scope;
  const key = newApiKey(company_id);
  const rotated = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const found = await keyOf(ctx, tx, params.id);
    if (!found) throw notFound();
    const own = found.user_id === ctx.principal.user.id;
    if (!own && !(await isOurService(ctx, tx, found.user_id))) throw notFound();
    await tx.run({
      text: `update api_keys set previous_hash = case when $4::int > 0 then key_hash end, previous_until = now() + make_interval(hours => $4::int),
        key_hash = $3, prefix = $5 where company_id = $1 and id = $2`,
      values: [company_id, params.id, sha256(key), body.overlap_hours, key.slice(0, 12)],
    });
    await recordEvents(tx, actorOf(ctx), [
      {
        name: 'api_key.rotated',
        object: 'api_keys',
        record_id: params.id,
        after: { overlap_hours: body.overlap_hours },
      },
    ]);
    return keyOf(ctx, tx, params.id);
  });
  principalsOf(ctx.app.db).revoke({ api_key_id: params.id });
  return { data: { ...rotated, key } };
});
