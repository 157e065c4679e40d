import { z } from 'zod';
import { AppError } from '@/core/shape/errors';
import { MailFailure } from '@/platform/mail/failure';
import type { Mail } from '@/platform/mail/mail';
import { type Seal, sealFor } from '@/platform/seal';
import type { App, Ctx } from '../context';
import { defineJob } from '../jobs/job';

/** Tries in all: half a minute after the first, then twice as long each time up to two hours; a day together. */
const tries = 20;
const wait = (attempt: number): number => Math.min(30 * 2 ** (attempt - 1), 7200);

/** Seals mails of this installation; the place is the id of the mail. */
export const mailSeal = ({ env }: Pick<App, 'env'>): Seal => sealFor(env.secret, 'mails');

interface Waiting {
  readonly status: 'waiting' | 'sent' | 'failed';
  readonly sealed: string;
  readonly late: boolean;
}

/**
 * Hands a mail to the mail server. That it was taken is written at once and not with the end of the job, so that a worker
 * told to stop in between has not sent it in vain; a crash right there is the one case in which it goes out again, under the
 * same Message-ID. One that was given up keeps its content for a week, so that the job can be replayed.
 */
export const sendMailJob = defineJob<{ mail_id: string }>({
  name: 'emails.send',
  queue: 'emails',
  input: z.strictObject({ mail_id: z.uuid() }),
  attempts: tries,
  backoff: wait,
  grace_ms: 30_000,
  async run(ctx, job) {
    const { mail_id } = job.input;
    const mail = await load(ctx, mail_id);
    if (!mail || mail.status === 'sent') return;
    if (mail.sealed === '') throw new AppError('conflict', 'The content of this mail was deleted.');
    if (mail.late) return giveUp(ctx, mail_id, 'It could not be sent while it was of use.');
    try {
      await ctx.app.mail.send({ ...opened(ctx.app, mail.sealed, mail_id), id: mail_id });
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error;
      if (!error.permanent && job.attempt < tries) throw error;
      return giveUp(ctx, mail_id, error.reason);
    }
    await end(ctx, mail_id, 'sent', null);
  },
});

function opened(app: App, sealed: string, id: string): Mail {
  try {
    return JSON.parse(mailSeal(app).open(sealed, id)) as Mail;
  } catch {
    throw new AppError('conflict', 'This mail was written under another AMBIT_SECRET.');
  }
}

async function load({ app, scope }: Ctx, id: string): Promise<Waiting | undefined> {
  const { rows } = await app.db.read<Waiting>(scope, {
    name: 'mail_to_send',
    text: 'select status, sealed, coalesce(expires_at < now(), false) as late from mails where company_id = $1 and id = $2',
    values: [scope.company_id, id],
  });
  return rows[0];
}

async function giveUp(ctx: Ctx, id: string, reason: string): Promise<never> {
  await end(ctx, id, 'failed', reason);
  throw new AppError('conflict', `A mail was given up. ${reason}`);
}

async function end(
  { app, scope }: Ctx,
  id: string,
  status: 'sent' | 'failed',
  reason: string | null,
): Promise<void> {
  await app.db.withCompany(scope, (tx) =>
    tx.run({
      name: 'mail_end',
      text:
        `update mails set status = $3, error = $4, ended_at = now(), sealed = case when $3 = 'sent' then '' else sealed end ` +
        'where company_id = $1 and id = $2',
      values: [scope.company_id, id, status, reason],
    }),
  );
}
