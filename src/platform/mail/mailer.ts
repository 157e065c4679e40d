import { createTransport } from 'nodemailer';
import type { Clock } from '../clock';
import type { Env } from '../env';
import { mailFailure } from './failure';
import { LocalMailbox } from './local-mailbox';
import type { OutgoingMail } from './mail';

export interface Mailer {
  /** Resolves when the mail server took it (or it is in the local mailbox). Throws MailFailure when it did not. */
  send(mail: OutgoingMail): Promise<void>;
  /** Mails kept on this machine because there is no mail server; null when there is one. */
  readonly mailbox: LocalMailbox | null;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** Mail over SMTP_URL, else into the local mailbox in DATA_DIR. */
export function createMailer(env: Env, clock: Clock): Mailer {
  const mailbox = env.smtp_url === null ? new LocalMailbox(env.data_dir, clock) : null;
  const transport = env.smtp_url === null ? null : smtp(env.smtp_url);
  const from = { name: 'Ambit', address: senderOf(env) };
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    mailbox,
    async send(mail) {
      if (mailbox) return mailbox.keep(mail);
      await transport
        ?.sendMail({
          from,
          to: { name: '', address: mail.to },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: `<${mail.id}@${domain}>`,
          headers: { ...mail.headers },
          ...(mail.reply_to ? { replyTo: { name: '', address: mail.reply_to } } : {}),
          ...(mail.calendar
            ? { icalEvent: { method: mail.calendar.method, content: mail.calendar.text } }
            : {}),
        })
        .catch((error: unknown) => {
          throw mailFailure(error);
        });
    },
    async close() {
      transport?.close();
    },
  };
}

/**
 * A connection per mail: one that is kept may be closed by the server between two mails, and whether the second was taken
 * would be unknown. A server that does not answer is given up after 10 s, one that stalls after 30.
 */
const smtp = (url: string) =>
  createTransport(
    {
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    },
    { disableFileAccess: true, disableUrlAccess: true },
  );

/** The mail address that signs in at the mail server, else no-reply@ the host of BASE_URL. */
export function senderOf(env: Env): string {
  const user = env.smtp_url === null ? '' : decodeURIComponent(new URL(env.smtp_url).username);
  if (/^[^\s@<>]+@[^\s@<>]+$/.test(user)) return user;
  const host = new URL(env.base_url).hostname;
  return `no-reply@${/^[a-z0-9.-]+\.[a-z]{2,}$/i.test(host) ? host : 'localhost.localdomain'}`;
}
