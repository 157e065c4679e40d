import type { OutgoingMail } from '@/platform/mail/mail';
import type { App } from '../context';
import { mailSeal } from './send-job';

/**
 * Takes the waiting mails of a company before any worker sends them, oldest first: for a demo company, whose people have no
 * mailbox, and for tests.
 */
export async function takeMails(app: App, company_id: string): Promise<OutgoingMail[]> {
  const seal = mailSeal(app);
  const { rows } = await app.db.withCompany({ company_id, user_id: null }, (tx) =>
    tx.run<{ id: string; sealed: string }>({
      name: 'take_mails',
      text:
        `with waiting as (select company_id, id, sealed from mails where company_id = $1 and status = 'waiting' for update skip locked) ` +
        `update mails m set status = 'sent', sealed = '', ended_at = now() from waiting w ` +
        'where m.company_id = w.company_id and m.id = w.id returning w.id, w.sealed',
      values: [company_id],
    }),
  );
  return rows
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, sealed }) => ({ ...JSON.parse(seal.open(sealed, id)), id }));
}
