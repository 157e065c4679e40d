import type { Anonymous } from '@/core/run/context';
import { type Answer, open } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import { connectionOf, noting, resume, signIn } from './finish';
import { refused } from './refusals';
import { checkedPerson, metadataOf } from './saml-provider';
import * as contract from './sign-in-contract';
import { newToken, recall, remember } from './states';

/**
 * POST /api/auth/sso/saml/acs: what a provider has the browser bring. It comes from another site, so nobody is signed in by
 * it: it is exchanged for a ticket, which counts once and in the browser that began, at our own page. Whatever is wrong is told
 * there.
 */
export const takeSaml = open(contract.takeSaml, async (ctx, { body }): Promise<Answer> => {
  const page = `${ctx.app.env.base_url}/sign-in/sso`;
  const to = (location: string) => ({
    response: new Response(null, { status: 303, headers: { location } }),
  });
  try {
    return to(`${page}#${await ticketFor(ctx, new URLSearchParams(body))}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return to(`${page}?error=${error.details.issues?.[0]?.code ?? 'sso_failed'}`);
  }
});

async function ticketFor(ctx: Anonymous, form: URLSearchParams): Promise<string> {
  const begun = await recall(ctx.app, 'state', form.get('RelayState') ?? '');
  const connection = begun && (await connectionOf(ctx, begun));
  if (!begun?.request_id || connection?.kind !== 'saml') throw refused('sso_expired');
  const { request_id, ...rest } = begun;
  return noting(ctx, connection, async () => {
    const person = await checkedPerson(
      ctx.app,
      connection,
      request_id,
      form.get('SAMLResponse') ?? '',
    );
    const ticket = newToken();
    await ctx.app.db.asAuth((tx) => remember(tx, ctx.app, 'ticket', ticket, { ...rest, person }));
    return ticket;
  });
}

/** POST /api/auth/sso/saml */
export const finishSaml = open(contract.finishSaml, async (ctx, { body, request }) => {
  const { begun, connection } = await resume(ctx, request, 'ticket', body.ticket);
  return noting(ctx, connection, () => {
    if (!begun.person) throw refused('sso_failed');
    return signIn(ctx, request, connection, begun.person);
  });
});

/** GET /api/auth/sso/saml/metadata */
export const samlMetadata = open(contract.samlMetadata, async (ctx) => ({
  response: new Response(metadataOf(ctx.app), {
    headers: { 'content-type': 'application/samlmetadata+xml' },
  }),
}));
