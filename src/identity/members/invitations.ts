import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { queueMail } from '@/core/run/mail/queue-mail';
import { command } from '@/core/run/module';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { inviteMail } from '../mails';
import { type RoleName, ranks } from '../permissions';
import { newToken, sha256 } from '../session/keys';
import * as contract from './contract';
import { invitationJson } from './rows';

/** POST /api/invitations. The token goes into the mail alone: only who reads that address can accept. */
export const invite = command(contract.invite, async (ctx, tx, { body }) => {
  const { email, role } = body;
  const { principal, scope } = ctx;
  if (!ranks(principal.role, role))
    throw new AppError('forbidden', 'You cannot give a role above your own.');
  await mustBeOfDomain(ctx, tx, email);
  const token = newToken(scope.company_id);
  // Two at once would both find nothing to replace and leave two open invitations.
  await tx.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`invite:${scope.company_id}:${email}`],
  });
  const member = await tx.run<{ status: string }>({
    text: `select status from members where company_id = $1 and email = $2 and status <> 'removed' order by status limit 1`,
    values: [scope.company_id, email],
  });
  const there = member.rows[0]?.status;
  if (there === 'active') throw new AppError('conflict', 'This person is a member already.');
  if (there) throw new AppError('conflict', 'This member is deactivated. Reactivate them instead.');
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
  await mail(ctx, tx, { email, role }, token);
  return { data: made };
});

/** POST /api/invitations/{id}/resend. Only the hash of a token is kept, so the mail brings a new one. */
export const resendInvitation = command(contract.resendInvitation, async (ctx, tx, { params }) => {
  const { company_id } = ctx.scope;
  const { rows } = await tx.run<{ email: string; role: RoleName }>({
    text: 'select email, role from invitations where company_id = $1 and id = $2 and accepted_at is null and revoked_at is null for update',
    values: [company_id, params.id],
  });
  const invited = rows[0];
  if (!invited) throw notFound();
  if (!ranks(ctx.principal.role, invited.role))
    throw new AppError('forbidden', 'You cannot give a role above your own.');
  await mustBeOfDomain(ctx, tx, invited.email);
  const token = newToken(company_id);
  const updated = await tx.run<{ invitation: unknown }>({
    text: `update invitations i set token_hash = $3, expires_at = now() + interval '7 days'
      where i.company_id = $1 and i.id = $2 returning ${invitationJson} as invitation`,
    values: [company_id, params.id, sha256(token)],
  });
  await recordEvents(tx, actorOf(ctx), [
    { name: 'invitation.resent', object: 'invitations', record_id: params.id },
  ]);
  await mail(ctx, tx, invited, token);
  return { data: updated.rows[0]?.invitation };
});

/** Throws 422 when the company invites addresses of other domains only. */
async function mustBeOfDomain(ctx: Ctx, tx: Tx, email: string): Promise<void> {
  const { rows } = await tx.run<{ mail_domains: readonly string[] }>({
    text: 'select mail_domains from companies where id = $1',
    values: [ctx.scope.company_id],
  });
  const domains = rows[0]?.mail_domains ?? [];
  if (domains.length === 0 || domains.includes(email.slice(email.lastIndexOf('@') + 1))) return;
  throw invalid([
    {
      path: 'email',
      code: 'domain_not_allowed',
      message: `Only addresses at ${domains.join(', ')} can be invited.`,
    },
  ]);
}

async function mail(
  ctx: Ctx,
  tx: Tx,
  { email, role }: { readonly email: string; readonly role: RoleName },
  token: string,
): Promise<void> {
  const { name: company, language } = ctx.principal.company;
  const invited = { email, role, company, inviter: ctx.principal.user.name, language };
  await queueMail(tx, { ...ctx, ...ctx.scope }, inviteMail(ctx.app.env, invited, token), {
    kind: 'invitation',
    useful_seconds: 7 * 86_400,
  });
}

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
