import { type Answer, open } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { checkCode } from '../second-factor/codes';
import { clearCodes, countCode } from '../session/attempts';
import { endedPendingCookie, knownDevice, pendingToken } from '../session/cookie';
import { lookOnce, takeOnce } from '../session/one-time';
import { newSession } from '../session/sessions';
import { arrive, lastCompany, signedInCookies } from '../session/sign-in';
import { noteFailure } from './commands';
import * as contract from './contract';

/**
 * POST /api/auth/login/second. Goes on where the password was right: the browser holds a token that is no session and
 * opens nothing but this. It lasts ten minutes, for one sign-in.
 */
export const loginSecond = open(
  contract.loginSecond,
  async (ctx, { body, request }): Promise<Answer> => {
    const { app, origin } = ctx;
    const token = pendingToken(app.env, request);
    const email = token === null ? null : await app.db.asAuth((tx) => pendingEmail(tx, token));
    if (token === null || email === null) throw startAgain();
    const device = knownDevice(app.env, request, email);
    const attempt = { email, ip: origin.ip, device };
    await countCode(app.limiter, attempt);
    try {
      const signedIn = await app.db.asAuth(async (tx) => {
        const user_id = await takeOnce(tx, 'second_step', token);
        if (user_id === null) throw startAgain();
        await checkCode(tx, app, user_id, body.code);
        const company_id = await lastCompany(tx, user_id);
        const session = { token: await newSession(tx, user_id), user_id, company_id };
        return arrive(tx, ctx, request, { ...session, second_factor: true });
      });
      await clearCodes(app.limiter, attempt);
      const cookies = [...signedInCookies(ctx, request, signedIn), endedPendingCookie(app.env)];
      return { data: signedIn.arrival, cookies };
    } catch (error) {
      if (error instanceof AppError && error.code === 'invalid') noteFailure(ctx, email);
      throw error;
    }
  },
);

async function pendingEmail(tx: Tx, token: string): Promise<string | null> {
  const user_id = await lookOnce(tx, 'second_step', token);
  const { rows } = await tx.run<{ email: string }>({
    text: 'select email from users where id = $1::uuid',
    values: [user_id],
  });
  return rows[0]?.email ?? null;
}

const startAgain = () =>
  new AppError('unauthenticated', 'This took too long. Sign in with your password once more.');
