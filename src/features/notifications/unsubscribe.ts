import { createHmac, timingSafeEqual } from 'node:crypto';
import { open } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import type { Env } from '@/platform/env';
import { isId } from '@/platform/ids';
import { derivedSecret } from '@/platform/secret';
import * as contracts from './contract';
import { choose, preferencesOf } from './preferences';
import { type Kind, kindNames } from './shapes';

/** What a link in a mail switches off: the mails of one kind, or all that come in the digest. */
interface Subscription {
  readonly company_id: string;
  readonly user_id: string;
  readonly kind: Kind | 'digest';
}

/** Signed, so that nobody can switch off what another gets. It opens nothing else and never ends, as mails are kept for years. */
export function unsubscribeToken(env: Env, { company_id, user_id, kind }: Subscription): string {
  const payload = `${company_id}.${user_id}.${kind}`;
  return `${payload}.${signature(env, payload)}`;
}

const signature = (env: Env, payload: string): string =>
  createHmac('sha256', derivedSecret(env.secret, 'unsubscribe'))
    .update(payload)
    .digest('base64url');

function opened(env: Env, token: string): Subscription | null {
  const [company_id = '', user_id = '', kind = '', given = ''] = token.split('.');
  const wanted = Buffer.from(signature(env, `${company_id}.${user_id}.${kind}`));
  const seal = Buffer.from(given);
  if (seal.length !== wanted.length || !timingSafeEqual(seal, wanted)) return null;
  const known = kind === 'digest' || (kindNames as readonly string[]).includes(kind);
  if (!known || !isId(company_id) || !isId(user_id)) return null;
  return { company_id, user_id, kind: kind as Subscription['kind'] };
}

/** POST /api/notifications/unsubscribe: by the mail program itself (RFC 8058) or the page that the mail links to. */
export const unsubscribe = open(contracts.unsubscribe, async (ctx, { query }) => {
  const found = opened(ctx.app.env, query.token);
  if (!found) throw notFound();
  const { company_id, user_id, kind } = found;
  await ctx.app.db.withCompany({ company_id, user_id }, async (tx) => {
    const chosen = (await preferencesOf(tx, company_id, [user_id])).get(user_id);
    const ended =
      kind === 'digest' ? kindNames.filter((one) => chosen?.kinds[one].mail === 'digest') : [kind];
    const kinds = Object.fromEntries(ended.map((one) => [one, { mail: 'off' }]));
    await choose(tx, company_id, user_id, { kinds });
  });
  return { data: { kind } };
});
