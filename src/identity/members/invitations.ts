import { actorOf, recordEvents } from '@/core/run/events';
import { queueMail } from '@/core/run/mail/queue-mail';
import { command } from '@/core/run/module';
import { AppError, notFound } from '@/core/shape/errors';
import { newId } from '@/platform/ids';
import { inviteMail } from '../mails';
import { ranks } from '../permissions';
import { newToken, sha256 } from '../session/keys';
import * as contract from './contract';
import { invitationJson } from './rows';

/** POST /api/invitations. The token goes into the mail alone: only who reads that address can accept. */
export const invite = command(contract.invite, async (ctx, tx, { body }) => {
  const { email, role } = body;
  const { principal, scope } = ctx;
  if (!ranks(principal.role, role))
    throw new AppError('forbidden', 'You cannot give a role above your own.');
  const token = newToken(scope.company_id);
  // Two at once would both find nothing to replace and leave two open invitations.
  await tx.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`invite:${scope.company_id}:${email}`],
  });
  const member = await tx.run({
    text: `select from members where company_id = $1 and email = $2 and status = 'active'`,
    values: [scope.company_id, email],
  });
  if (member.rows.length > 0) throw new AppError('conflict', 'This person is a member already.');
  await tx.run({
    text: `update invitations set revoked_at = now()
        where company_id = $1 and email = $2 and accepted_at is null and revoked_at is null`,
    values: [scope.company_id, email],
  });
  const { rows } = await tx.run<{ invitation: { id: string } }>({
    text: `insert into invitations as i (company_id, id, email, role, token_hash, invited_by, expires_at)
        values ($1, $2, $3, $4, $5, $6, now() + interval '7 days') returning ${invitationJson} as invitation`,
    values: [scope.company_id, newId(), email, role, sha256(token), principal.user.id],
  });
  const made = rows[0]?.invitation;
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'invitation.created',
      object: 'invitations',
      record_id: made?.id ?? null,
      after: { email, role },
    },
  ]);
  const { name: company, language } = principal.company;
  const invited = { email, role, company, inviter: principal.user.name, language };
  await queueMail(tx, { ...ctx, ...scope }, inviteMail(ctx.app.env, invited, token), {
    kind: 'invitation',
    useful_seconds: 7 * 86_400,
  });
  return { data: made };
});

/** DELETE /api/invitations/{id} */
export const revokeInvitation = command(contract.revokeInvitation, async (ctx, tx, { params }) => {
  const { rows } = await tx.run<{ invitation: unknown }>({
    text: `update invitations i set revoked_at = now()
      where i.company_id = $1 and i.id = $2 and i.accepted_at is null and i.revoked_at is null
      returning ${invitationJson} as invitation`,
    values: [ctx.scope.company_id, params.id],
  });
  if (!rows[0]) throw notFound();
  await recordEvents(tx, actorOf(ctx), [
    { name: 'invitation.revoked', object: 'invitations', record_id: params.id },
  ]);
  return { data: rows[0].invitation };
});
