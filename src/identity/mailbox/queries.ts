import { timingSafeEqual } from 'node:crypto';
import { open } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import type { Env } from '@/platform/env';
import { derivedSecret } from '@/platform/secret';
import { readMailbox } from './contract';

/** What opens the local mailbox; null where there must be none. The server prints it at start. */
export function mailboxToken(env: Env): string | null {
  const local = env.database === null && env.loopback && env.smtp_url === null;
  return local ? derivedSecret(env.secret, 'mailbox').slice(0, 32) : null;
}

/** GET /api/mailbox, with `X-Mailbox-Token`. Without the right token it is not there. */
export const mailbox = open(readMailbox, async (ctx, { headers }) => {
  const token = mailboxToken(ctx.app.env);
  const given = Buffer.from(headers.get('x-mailbox-token') ?? '');
  const { mailbox: local } = ctx.app.mail;
  if (token === null || local === null) throw notFound();
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw notFound();
  return { data: await local.list() };
});
