import type { Anonymous } from '@/core/run/context';
import { type MailOptions, queueMail } from '@/core/run/mail/queue-mail';
import type { Tx } from '@/platform/db/types';
import type { Mail } from '@/platform/mail/mail';
import { enterCompany } from './enter-company';

/**
 * Queues a mail to a user whatever company they are in just now; `tx` is of the auth role. Jobs belong to companies, so it is
 * kept in one that the user belongs to or once did: everybody does from their registration or first invitation on. Nobody
 * there can read it, since it is sealed.
 */
export async function mailUser(
  tx: Tx,
  { app, origin }: Pick<Anonymous, 'app' | 'origin'>,
  user_id: string,
  mail: Mail,
  options: MailOptions,
): Promise<void> {
  const { rows } = await tx.run<{ company_id: string }>({
    name: 'company_for_mail',
    text: `select company_id from members where user_id = $1 order by status = 'active' desc, created_at, company_id limit 1`,
    values: [user_id],
  });
  const company_id = rows[0]?.company_id;
  if (company_id === undefined) throw new Error('a user without any company cannot be sent a mail');
  await enterCompany(tx, { company_id, user_id }, () =>
    queueMail(tx, { app, company_id, origin }, mail, options),
  );
}
