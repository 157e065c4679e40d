import { fold } from '@/core/run/engine/fold';
import { actorOf, recordEvents } from '@/core/run/events';
import { command } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import { newId } from '@/platform/ids';
import { ranks } from '../permissions';
import * as contract from './contract';
import { memberJson } from './rows';

/** POST /api/service-accounts. Without a user there is no mail, no password and no session for it. */
export const createServiceAccount = command(
  contract.createServiceAccount,
  async (ctx, tx, { body }) => {
    const { name, role } = body;
    if (!ranks(ctx.principal.role, role))
      throw new AppError('forbidden', 'You cannot give a role above your own.');
    const id = newId();
    const { rows } = await tx.run<{ member: unknown }>({
      text: `insert into members as m (company_id, user_id, kind, name, title_key, email, role)
        values ($1, $2, 'service', $3, $4, '', $5) returning ${memberJson} as member`,
      values: [ctx.scope.company_id, id, name, fold(name), role],
    });
    await recordEvents(tx, actorOf(ctx), [
      {
        name: 'member.created',
        object: 'members',
        record_id: id,
        after: { kind: 'service', name, role },
      },
    ]);
    return { data: rows[0]?.member };
  },
);
