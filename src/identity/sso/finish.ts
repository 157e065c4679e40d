import type { Anonymous } from '@/core/run/context';
import { recordEvents } from '@/core/run/events';
import type { Answer } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import { sqlState } from '@/platform/db/errors';
import { enterCompany } from '../enter-company';
import { ssoCookie } from '../session/cookie';
import { principalsOf } from '../session/principals';
import { newSession, sweep } from '../session/sessions';
import { arrive, signedInCookies } from '../session/sign-in';
import { admit, type Vouched } from './admit';
import { refused } from './refusals';
import { type OpenConnection, openConnection } from './rows';
import { type Begun, isSameBrowser, recall } from './states';

/** What was begun under a token, with its connection as it is now. Throws 403; whatever comes of it, the token is used up. */
export async function resume(
  ctx: Anonymous,
  request: Request,
  use: 'state' | 'ticket',
  token: string,
): Promise<{ begun: Begun; connection: OpenConnection }> {
  const begun = await recall(ctx.app, use, token);
  if (!begun) throw refused('sso_expired');
  if (!isSameBrowser(ctx.app, request, begun)) throw refused('sso_other_browser');
  const connection = await connectionOf(ctx, begun);
  if (!connection) throw refused('sso_expired');
  return { begun, connection };
}

/** The connection something was begun with; null when it is gone or switched off. */
export const connectionOf = (
  { app }: Anonymous,
  { company_id, connection_id }: Pick<Begun, 'company_id' | 'connection_id'>,
): Promise<OpenConnection | null> =>
  app.db.withCompany({ company_id, user_id: null }, (tx) =>
    openConnection(tx, company_id, connection_id),
  );

/** Signs in whom the provider vouches for: the session, as after a password, in the company of the connection. */
export async function signIn(
  ctx: Anonymous,
  request: Request,
  connection: OpenConnection,
  person: Vouched,
): Promise<Answer> {
  const { company_id, id } = connection;
  const enter = () =>
    ctx.app.db.asAuth(async (tx) => {
      const user_id = await admit(tx, ctx, connection, person);
      await sweep(tx, user_id);
      const token = await newSession(tx, user_id, id);
      // How many factors it takes is the provider's business, which is the company's own.
      const how = { method: 'sso', second_factor: true } as const;
      return arrive(tx, ctx, request, { token, user_id, company_id, ...how });
    });
  // Of two first sign-ins at once, one finds the other's user made meanwhile: it is known then.
  const signedIn = await enter().catch((error: unknown) => {
    if (sqlState(error) === '23505') return enter();
    throw error;
  });
  principalsOf(ctx.app.db).revoke({ user_id: signedIn.arrival.user.id });
  const cookies = [...signedInCookies(ctx, request, signedIn), ssoCookie(ctx.app.env, null, 0)];
  return { data: signedIn.arrival, cookies };
}

/** Runs the part of a sign-in that a provider answers for; that it failed is written down in the company, with the reason. */
export async function noting<T>(
  ctx: Anonymous,
  connection: OpenConnection,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof AppError ? error.details.issues?.[0]?.code : undefined;
    if (reason) await noteRefusal(ctx, connection, reason, error);
    throw error;
  }
}

async function noteRefusal(
  { app, origin }: Anonymous,
  { company_id, id, name }: OpenConnection,
  reason: string,
  err: unknown,
): Promise<void> {
  app.log.warn({ err, connection_id: id, reason }, 'a single sign-on failed');
  const actor = { app, company_id, actor_kind: 'system', actor_id: null, origin } as const;
  await app.db.asAuth((tx) =>
    enterCompany(tx, { company_id, user_id: null }, () =>
      recordEvents(tx, actor, [
        {
          name: 'session.failed',
          object: 'sso_connections',
          record_id: id,
          after: { method: 'sso', connection: name, reason },
        },
      ]),
    ),
  );
}
