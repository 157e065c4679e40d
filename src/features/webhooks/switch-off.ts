import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { queueMail } from '@/core/run/mail/queue-mail';
import type { Tx } from '@/platform/db/types';
import { switchedOffMail } from './mails';

/** Switches a dead endpoint off, with an event and a mail to who made it. What waits stays and goes out when it is on again. */
export async function switchOff(
  ctx: Ctx,
  tx: Tx,
  webhook_id: string,
  reason: 'gone' | 'failing',
): Promise<void> {
  const { rows } = await tx.run<{ url: string }>({
    name: 'webhook_switch_off',
    text:
      `update webhooks set active = false, disabled_at = now(), disabled_reason = $3, paused_until = null ` +
      `where company_id = $1 and id = $2 and active returning url`,
    values: [ctx.scope.company_id, webhook_id, reason],
  });
  const webhook = rows[0];
  if (!webhook) return;
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'webhook.disabled',
      object: 'webhooks',
      record_id: webhook_id,
      before: { active: true },
      after: { active: false, url: webhook.url, disabled_reason: reason },
    },
  ]);
  await notify(ctx, tx, webhook_id, { url: webhook.url, gone: reason === 'gone' });
}

interface Reader {
  readonly name: string;
  readonly email: string;
}

/** Tells who made a webhook that it was switched off; the owners when that person has no say any more. */
async function notify(
  ctx: Ctx,
  tx: Tx,
  webhook_id: string,
  what: { readonly url: string; readonly gone: boolean },
): Promise<void> {
  const { company } = ctx.principal;
  const { rows } = await tx.run<Reader>({
    name: 'webhook_notice_to',
    text:
      `with maker as (select m.user_id from members m join webhooks w on w.company_id = m.company_id and w.created_by = m.user_id ` +
      `where m.company_id = $1 and w.id = $2 and m.status = 'active' and m.role in ('owner', 'admin') and m.email <> '') ` +
      `select m.name, m.email from members m where m.company_id = $1 and m.status = 'active' ` +
      `and case when exists (select from maker) then m.user_id in (select user_id from maker) else m.role = 'owner' end`,
    values: [company.id, webhook_id],
  });
  for (const { name, email } of rows) {
    const reader = { name, email, language: company.language };
    const mail = switchedOffMail(ctx.app.env, reader, { ...what, company: company.name });
    await queueMail(tx, { ...ctx, ...ctx.scope }, mail, { kind: 'webhook_disabled' });
  }
}
