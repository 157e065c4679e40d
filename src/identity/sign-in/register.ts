import { APIError } from 'better-auth/api';
import type { Anonymous } from '@/core/run/context';
import { recordEvents, userActor } from '@/core/run/events';
import { type Answer, action, open } from '@/core/run/module';
import { AppError, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { arrivalOf } from '../arrival';
import * as companyContract from '../company/contract';
import { type CompanyStart, insertCompany } from '../company/new-company';
import { enterCompany } from '../enter-company';
import { mustBeOperator } from '../operator';
import { authOn } from '../session/better-auth';
import { breachedPasswords } from '../session/breached-passwords';
import { sessionCookie } from '../session/cookie';
import { passwordIssues, plainPassword, tooCommon } from '../session/password-rules';
import { inHashQueue } from '../session/passwords';
import { principalsOf } from '../session/principals';
import { rotateSession } from '../session/sessions';
import { arrive, signedInCookies } from '../session/sign-in';
import { mustOwnAccount } from '../sso/way-in';
import * as contract from './contract';
import { mailVerification } from './verify-email';

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly language: 'en' | 'tr';
}

/** Refuses a password that is easy to guess, by 422. */
export function checkNewPassword(
  password: string,
  own: readonly string[],
  shortest?: number,
  path = 'password',
): void {
  const issues = passwordIssues(path, password, own, shortest);
  if (issues.length === 0 && breachedPasswords().has(plainPassword(password)))
    issues.push(tooCommon(path));
  if (issues.length > 0) throw invalid(issues);
}

/** Makes a user with a password, and a session without a place. Call it in the hash queue. Throws 409 when the address is taken. */
export async function newUser(
  tx: Tx,
  ctx: Anonymous,
  person: NewPerson,
): Promise<{ token: string; user_id: string }> {
  const { name, email, password, language } = person;
  try {
    const { token, user } = await authOn(tx, ctx.app.env).api.signUpEmail({
      body: { name, email, password },
    });
    if (token === null) throw new Error('Better Auth made a user without a session.');
    await tx.run({
      text: 'update users set language = $2 where id = $1',
      values: [user.id, language],
    });
    return { token, user_id: user.id };
  } catch (error) {
    if (error instanceof APIError && String(error.body?.code).startsWith('USER_ALREADY_EXISTS')) {
      throw new AppError(
        'conflict',
        'This mail address cannot be registered. Sign in or reset the password.',
      );
    }
    throw error;
  }
}

/**
 * Whether anybody may register now; takes part in the transaction. Throws 403.
 * Without users yet it waits for other first registrations, so that there is one first user. Returns whether this is it.
 */
async function admitRegistration(tx: Tx, ctx: Anonymous): Promise<boolean> {
  const { registration } = ctx.app.env;
  const anybody = async () => {
    const { rows } = await tx.run<{ any: boolean }>({
      text: 'select exists (select from users) as any',
      values: [],
    });
    return rows[0]?.any === true;
  };
  const refuse = () => new AppError('forbidden', 'New accounts are made by invitation here.');
  if (registration === 'off' || registration === 'invite') throw refuse();
  let first = !(await anybody());
  if (first) {
    await tx.run({
      text: `select pg_advisory_xact_lock(hashtext('ambit.first_user'))`,
      values: [],
    });
    first = !(await anybody());
  }
  if (registration === 'open_once' && !first) throw refuse();
  return first;
}

/** POST /api/auth/register: user, company, membership, what a company starts with and the session, or nothing of it. */
export const register = open(contract.register, async (ctx, { body, request }): Promise<Answer> => {
  const language = body.language ?? ctx.language;
  const { name, email, password, company_name, ...start } = body;
  checkNewPassword(password, [name, email, company_name]);
  const made = await inHashQueue(() =>
    ctx.app.db.asAuth(async (tx) => {
      const first = await admitRegistration(tx, ctx);
      const session = await newUser(tx, ctx, { name, email, password, language });
      if (first)
        await tx.run({
          text: 'update users set is_operator = true where id = $1',
          values: [session.user_id],
        });
      const company_id = await foundCompany(tx, ctx, session.user_id, {
        ...start,
        name: company_name,
        language,
      });
      await mailVerification(tx, ctx, { id: session.user_id, name, email, language });
      return arrive(tx, ctx, request, { ...session, company_id, known: true });
    }),
  );
  return { data: made.arrival, cookies: signedInCookies(ctx, request, made) };
});

/** POST /api/companies: a further company of somebody signed in. */
export const createCompany = action(companyContract.createCompany, async (ctx, { body }) => {
  const { user, session_id } = ctx.principal;
  if (ctx.app.env.registration !== 'open')
    await mustBeOperator(ctx, 'Only the operator of this installation can add companies.');
  const made = await ctx.app.db.asAuth(async (tx) => {
    await mustOwnAccount(tx, session_id);
    const language = body.language ?? ctx.language;
    const company_id = await foundCompany(tx, ctx, user.id, { ...body, language });
    const token = session_id === null ? null : await rotateSession(tx, session_id, company_id);
    return { arrival: await arrivalOf(tx, user.id, company_id), token };
  });
  principalsOf(ctx.app.db).revoke({ user_id: user.id });
  return {
    data: made.arrival,
    cookies: made.token === null ? [] : [sessionCookie(ctx.app.env, made.token)],
  };
});

/** The company, its first owner, what it starts with and the events of it. */
async function foundCompany(
  tx: Tx,
  ctx: Anonymous,
  user_id: string,
  start: CompanyStart,
): Promise<string> {
  const company_id = newId();
  const company = await insertCompany(tx, company_id, user_id, start);
  const actor = userActor(ctx, company_id, user_id);
  await enterCompany(tx, { company_id, user_id }, async () => {
    await recordEvents(tx, actor, [
      {
        name: 'company.created',
        object: 'companies',
        record_id: company_id,
        after: { name: start.name },
      },
      { name: 'member.created', object: 'members', record_id: user_id, after: { role: 'owner' } },
    ]);
    for (const setup of ctx.app.registry.company_setups ?? []) await setup(tx, company);
  });
  return company_id;
}
