import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';

/** Refuses a password where a company wants its identity provider; owners keep theirs, for when that one is away. `tx` is of the auth role. */
export async function mayUsePassword(tx: Tx, user_id: string, company_id: string): Promise<void> {
  const { rows } = await tx.run<{ refused: boolean }>({
    name: 'password_refused',
    text: `select c.sso_required and m.role <> 'owner' as refused from members m join companies c on c.id = m.company_id
      where m.company_id = $1 and m.user_id = $2 and m.status = 'active'`,
    values: [company_id, user_id],
  });
  if (rows[0]?.refused) throw wantsProvider();
}

/**
 * Whether a session may go on in another company: one of a password where passwords are enough, one of an identity provider
 * in the company of that provider alone, and none that began before all sessions of its person were ended there.
 */
export async function mayMove(
  tx: Tx,
  session_id: string,
  user_id: string,
  company_id: string,
): Promise<void> {
  const { rows } = await tx.run<{ from: string; connection_id: string | null; ended: boolean }>({
    text: `select s.active_company_id as from, s.sso_connection_id as connection_id,
        exists (select from members m where m.company_id = $2 and m.user_id = s.user_id and m.signed_out_at >= s.created_at) as ended
      from sessions s where s.id = $1`,
    values: [session_id, company_id],
  });
  const session = rows[0];
  if (!session || session.from === company_id) return;
  if (session.ended) throw signedOut();
  if (session.connection_id === null) return mayUsePassword(tx, user_id, company_id);
  throw new AppError(
    'forbidden',
    'You came by the single sign-on of this company, which leads to no other. Sign out and sign in there.',
    { issues: [{ path: 'company_id', code: 'sso_session', message: 'Sign in there by itself.' }] },
  );
}

/**
 * Refuses what opens or closes an account everywhere, or reaches beyond the company, to a session that an identity provider vouched for: the provider of one
 * company must not come by a key to the others.
 */
export async function mustOwnAccount(tx: Tx, session_id: string | null): Promise<void> {
  const { rows } = await tx.run<{ vouched: boolean }>({
    name: 'session_vouched',
    text: 'select sso_connection_id is not null as vouched from sessions where id = $1',
    values: [session_id],
  });
  if (rows[0]?.vouched)
    throw new AppError('forbidden', bySso, {
      issues: [{ path: '', code: 'by_sso', message: bySso }],
    });
}

const bySso = 'You came by single sign-on. Sign in with your own password or passkey to do this.';

const signedOut = (): AppError =>
  new AppError('forbidden', signedOutThere, {
    issues: [{ path: 'company_id', code: 'signed_out', message: signedOutThere }],
  });

const signedOutThere = 'Your sessions there were ended. Sign out and sign in again.';

const wantsProvider = (): AppError =>
  new AppError('forbidden', 'This company signs in with single sign-on.', {
    issues: [
      {
        path: 'email',
        code: 'sso_required',
        message: 'This company signs in with single sign-on.',
      },
    ],
  });
