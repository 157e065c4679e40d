import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import type { Mail } from '@/platform/mail/mail';
import type { App, Origin } from '../context';
import { enqueueAll, systemActor } from '../jobs/job';
import { mailSeal, sendMailJob } from './send-job';

/** Whose company a mail belongs to, and what it follows from. */
export interface MailCause {
  readonly app: App;
  readonly company_id: string;
  readonly origin: Pick<Origin, 'request_id'>;
}

export interface MailOptions {
  /** `password_reset`, `invitation`, ... */
  readonly kind: string;
  /** Seconds after which the mail is of no use any more and is not sent; none unless given. */
  readonly useful_seconds?: number;
}

/**
 * Writes a mail in the transaction of its cause, with the job that sends it: when that commits the mail is on its way,
 * however long the mail server is away, and otherwise there never was one. `tx` is in the company.
 */
export async function queueMail(
  tx: Tx,
  { app, company_id, origin }: MailCause,
  mail: Mail,
  { kind, useful_seconds }: MailOptions,
): Promise<void> {
  const id = newId();
  await tx.run({
    name: 'queue_mail',
    text:
      'insert into mails (company_id, id, kind, sealed, expires_at) ' +
      'values ($1, $2, $3, $4, now() + make_interval(secs => $5::float8))',
    values: [
      company_id,
      id,
      kind,
      mailSeal(app).close(JSON.stringify(mail), id),
      useful_seconds ?? null,
    ],
  });
  await enqueueAll(tx, systemActor(app, company_id, origin.request_id), sendMailJob, [
    { input: { mail_id: id } },
  ]);
}
