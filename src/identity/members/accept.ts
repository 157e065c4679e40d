import { checkOrigin } from '@/core/run/caller';
import type { Anonymous, Principal } from '@/core/run/context';
import { recordEvents, userActor } from '@/core/run/events';
import { open } from '@/core/run/module';
import { AppError, type Issue, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { arrivalOf } from '../arrival';
import { insertMember } from '../company/new-company';
import { enterCompany } from '../enter-company';
import type { RoleName } from '../permissions';
import { hasTotp } from '../second-factor/codes';
import { clearAttempts, countAttempt } from '../session/attempts';
import { knownDevice } from '../session/cookie';
import { companyOfToken, sha256 } from '../session/keys';
import { inHashQueue } from '../session/passwords';
import { principalsOf } from '../session/principals';
import { inSameTime } from '../session/same-time';
import { rotateSession } from '../session/sessions';
import { arrive, checkPassword, type SignedIn, signedInCookies } from '../session/sign-in';
import { noteFailure } from '../sign-in/commands';
import { checkNewPassword, newUser } from '../sign-in/register';
import { mayMove } from '../sso/way-in';
import * as contract from './contract';

interface Invitation {
  readonly id: string;
  readonly company_id: string;
  readonly email: string;
  readonly role: RoleName;
}

interface Input {
  readonly token: string;
  readonly name?: string | undefined;
  readonly password?: string | undefined;
}

const stillOpen = `accepted_at is null and revoked_at is null and expires_at > now()`;

/** POST /api/invitations/preview */
export const previewInvitation = open(contract.previewInvitation, async (ctx, { body }) => {
  const company_id = companyOfToken(body.token);
  if (company_id === null) throw deadInvitation();
  const found = await ctx.app.db.read<{
    email: string;
    role: RoleName;
    company_name: string;
    inviter_name: string;
  }>(
    { company_id, user_id: null },
    {
      text: `select i.email, i.role, c.name as company_name, m.name as inviter_name from invitations i
        join companies c on c.id = i.company_id join members m on m.company_id = i.company_id and m.user_id = i.invited_by
        where i.company_id = $1 and i.token_hash = $2 and ${stillOpen}`,
      values: [company_id, sha256(body.token)],
    },
  );
  const invitation = found.rows[0];
  if (!invitation) throw deadInvitation();
  const has_account = (await userOf(ctx, invitation.email)) !== null;
  return { data: { ...invitation, has_account } };
});

/**
 * POST /api/invitations/accept. An invitation belongs to its address: it is accepted by the person signed in
 * under it, by their password, or by making an account for it (whoever has the token reads that mailbox).
 */
export const acceptInvitation = open(contract.acceptInvitation, async (ctx, { body, request }) => {
  const company_id = companyOfToken(body.token);
  if (company_id === null) throw deadInvitation();
  const invitation = await peek(ctx, company_id, body.token);
  const principal = await ctx.app.authenticate(request);
  checkOrigin(request, principal, ctx.app.env);
  const user_id = await userOf(ctx, invitation.email);
  let signedIn: SignedIn;
  if (principal?.kind === 'user') {
    if (principal.user.id !== user_id) {
      throw new AppError(
        'forbidden',
        'This invitation is for another person. Sign out and open it again.',
      );
    }
    signedIn = await goOn(ctx, principal, body.token, company_id);
  } else if (user_id !== null) {
    signedIn = await withPassword(ctx, request, body, invitation);
  } else {
    signedIn = await asNewUser(ctx, request, body, invitation);
  }
  principalsOf(ctx.app.db).revoke({ user_id: signedIn.arrival.user.id });
  return { data: signedIn.arrival, cookies: signedInCookies(ctx, request, signedIn) };
});

/** Signed in already: the session goes on in the new company. */
function goOn(
  ctx: Anonymous,
  { user, session_id }: Principal,
  token: string,
  company_id: string,
): Promise<SignedIn> {
  return ctx.app.db.asAuth(async (tx) => {
    const arrival = await join(tx, ctx, token, company_id, user.id);
    if (session_id !== null) await mayMove(tx, session_id, user.id, company_id);
    const next = session_id === null ? null : await rotateSession(tx, session_id, company_id);
    if (next === null) throw new AppError('unauthenticated', 'Sign in to continue.');
    return { token: next, arrival };
  });
}

async function withPassword(
  ctx: Anonymous,
  request: Request,
  input: Input,
  { company_id, email }: Invitation,
): Promise<SignedIn> {
  const { password } = input;
  if (password === undefined) throw missing('password');
  const attempt = { email, ip: ctx.origin.ip, device: knownDevice(ctx.app.env, request, email) };
  await countAttempt(ctx.app.limiter, attempt);
  try {
    const signedIn = await inSameTime(() =>
      inHashQueue(() =>
        ctx.app.db.asAuth(async (tx) => {
          const session = await checkPassword(tx, ctx, email, password);
          if (await hasTotp(tx, session.user_id))
            throw new AppError(
              'forbidden',
              'Sign in with both factors, then open the invitation again.',
            );
          await join(tx, ctx, input.token, company_id, session.user_id);
          return arrive(tx, ctx, request, { ...session, company_id });
        }),
      ),
    );
    await clearAttempts(ctx.app.limiter, attempt);
    return signedIn;
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_credentials') noteFailure(ctx, email);
    throw error;
  }
}

async function asNewUser(
  ctx: Anonymous,
  request: Request,
  input: Input,
  { company_id, email }: Invitation,
): Promise<SignedIn> {
  const { name, password } = input;
  if (ctx.app.env.registration === 'off')
    throw new AppError('forbidden', 'New accounts are not possible here.');
  if (name === undefined) throw missing('name');
  if (password === undefined) throw missing('password');
  checkNewPassword(password, [name, email]);
  return inHashQueue(() =>
    ctx.app.db.asAuth(async (tx) => {
      const { rows } = await tx.run<{ shortest_password: number }>({
        text: 'select shortest_password from companies where id = $1',
        values: [company_id],
      });
      checkNewPassword(password, [], rows[0]?.shortest_password);
      const session = await newUser(tx, ctx, { name, email, password, language: ctx.language });
      await tx.run({
        text: 'update users set email_verified = true where id = $1',
        values: [session.user_id],
      });
      await join(tx, ctx, input.token, company_id, session.user_id);
      return arrive(tx, ctx, request, { ...session, company_id, known: true });
    }),
  );
}

/** Uses the invitation up and makes the membership; of parallel calls one succeeds. */
async function join(tx: Tx, ctx: Anonymous, token: string, company_id: string, user_id: string) {
  const scope = { company_id, user_id };
  const used = await enterCompany(tx, scope, () =>
    tx.run<Invitation>({
      text: `update invitations set accepted_at = now() where company_id = $1 and token_hash = $2 and ${stillOpen}
        returning id, email, role`,
      values: [company_id, sha256(token)],
    }),
  );
  const invitation = used.rows[0];
  if (!invitation) throw deadInvitation();
  await enterCompany(tx, scope, () =>
    tx.run({
      text: `update invitations set revoked_at = now() where company_id = $1 and email = $2 and ${stillOpen}`,
      values: [company_id, invitation.email],
    }),
  );
  await insertMember(tx, company_id, user_id, invitation.role);
  const actor = userActor(ctx, company_id, user_id);
  await enterCompany(tx, scope, () =>
    recordEvents(tx, actor, [
      { name: 'invitation.accepted', object: 'invitations', record_id: invitation.id },
      {
        name: 'member.created',
        object: 'members',
        record_id: user_id,
        after: { role: invitation.role },
      },
    ]),
  );
  return arrivalOf(tx, user_id, company_id);
}

async function peek(ctx: Anonymous, company_id: string, token: string): Promise<Invitation> {
  const { rows } = await ctx.app.db.read<Invitation>(
    { company_id, user_id: null },
    {
      text: `select id, company_id, email, role from invitations where company_id = $1 and token_hash = $2 and ${stillOpen}`,
      values: [company_id, sha256(token)],
    },
  );
  if (!rows[0]) throw deadInvitation();
  return rows[0];
}

async function userOf(ctx: Anonymous, email: string): Promise<string | null> {
  const { rows } = await ctx.app.db.asAuth((tx) =>
    tx.run<{ id: string }>({ text: 'select id from users where email = $1', values: [email] }),
  );
  return rows[0]?.id ?? null;
}

const deadInvitation = () =>
  invalid([
    {
      path: 'token',
      code: 'invalid_token',
      message: 'This invitation was used, taken back or is too old.',
    },
  ]);

const missing = (path: string) => {
  const issue: Issue = { path, code: 'required', message: 'This is required.' };
  return invalid([issue]);
};
