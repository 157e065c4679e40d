import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { action, open, query } from '@/core/run/module';
import { AppError, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { instantJson } from '../members/rows';
import { noteEverywhere } from '../note-everywhere';
import { forgetFactors, provedFactor } from '../second-factor/commands';
import { mustOwnFactors } from '../second-factor/own-factors';
import { sessionCookie } from '../session/cookie';
import { keepOnce, takeOnce } from '../session/one-time';
import { principalsOf } from '../session/principals';
import { newSession, sweep } from '../session/sessions';
import { arrive, lastCompany, signedInCookies } from '../session/sign-in';
import { tellOfChange } from '../tell-of-change';
import {
  challengeIn,
  challengeSeconds,
  checkPasskey,
  passkeyQuestion,
  siteOf,
  wrongPasskey,
} from './check';
import * as contract from './contract';

/** More on one account are more than anybody has devices. */
const mostPasskeys = 20;

/** JSON of the row `p` of passkeys; never the key. */
const passkeyJson = `jsonb_build_object('id', p.id, 'name', p.name,
  'last_used_at', ${instantJson('p.last_used_at')}, 'created_at', ${instantJson('p.created_at')})`;

/** GET /api/passkeys */
export const listPasskeys = query(contract.listPasskeys, async (ctx) => {
  const { rows } = await ctx.app.db.asAuth((tx) =>
    tx.run<{ passkey: unknown }>({
      name: 'passkeys_list',
      text: `select ${passkeyJson} as passkey from passkeys p where p.user_id = $1 order by p.id desc`,
      values: [ctx.principal.user.id],
    }),
  );
  return { data: rows.map(({ passkey }) => passkey) };
});

/** POST /api/passkeys/options */
export const offerPasskey = action(contract.offerPasskey, async (ctx) => {
  const { user } = ctx.principal;
  const { challenge, known } = await ctx.app.db.asAuth(async (tx) => {
    await mustOwnFactors(tx, ctx.principal);
    const challenge = await keepOnce(tx, 'passkey_new', user.id, challengeSeconds);
    return { challenge, known: await credentialsOf(tx, user.id) };
  });
  const options = await generateRegistrationOptions({
    rpName: 'Ambit',
    rpID: siteOf(ctx.app).id,
    userName: user.email,
    userDisplayName: user.name,
    userID: new Uint8Array(Buffer.from(user.id.replaceAll('-', ''), 'hex')),
    challenge,
    timeout: challengeSeconds * 1000,
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { data: options };
});

async function credentialsOf(tx: Tx, user_id: string): Promise<string[]> {
  const { rows } = await tx.run<{ credential_id: string }>({
    text: 'select credential_id from passkeys where user_id = $1',
    values: [user_id],
  });
  return rows.map(({ credential_id }) => credential_id);
}

/** POST /api/passkeys. Whoever makes one has proved it, so the session has a second factor from now on. */
export const createPasskey = action(contract.createPasskey, async (ctx, { body }) => {
  const { user, session_id } = ctx.principal;
  const { name } = body;
  const answer = body.passkey as RegistrationResponseJSON;
  const made = await ctx.app.db.asAuth(async (tx) => {
    await mustOwnFactors(tx, ctx.principal);
    const challenge = challengeIn(answer.response.clientDataJSON);
    if ((await takeOnce(tx, 'passkey_new', challenge)) !== user.id) throw wrongPasskey();
    if ((await credentialsOf(tx, user.id)).length >= mostPasskeys)
      throw new AppError('conflict', 'Remove a passkey before you add another one.');
    const { id, origin } = siteOf(ctx.app);
    const verified = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge: Buffer.from(challenge).toString('base64url'),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
    }).catch(() => null);
    if (!verified?.verified) throw wrongPasskey();
    const { credential } = verified.registrationInfo;
    const { rows } = await tx.run<{ passkey: unknown }>({
      text: `insert into passkeys as p (id, user_id, name, credential_id, public_key, counter) values ($1, $2, $3, $4, $5, $6)
        on conflict (credential_id) do nothing returning ${passkeyJson} as passkey`,
      values: [
        newId(),
        user.id,
        name,
        credential.id,
        Buffer.from(credential.publicKey).toString('base64url'),
        credential.counter,
      ],
    });
    if (!rows[0]) throw wrongPasskey();
    await noteEverywhere(tx, ctx, user.id, { name: 'passkey.created', after: { name } });
    await tellOfChange(tx, ctx, user.id, 'passkey_added');
    return { passkey: rows[0].passkey, token: await provedFactor(tx, session_id) };
  });
  principalsOf(ctx.app.db).revoke({ user_id: user.id });
  return {
    data: made.passkey,
    cookies: made.token === null ? [] : [sessionCookie(ctx.app.env, made.token)],
  };
});

/** PATCH /api/passkeys/{id} */
export const renamePasskey = action(contract.renamePasskey, async (ctx, { params, body }) => {
  const { user } = ctx.principal;
  const passkey = await ctx.app.db.asAuth(async (tx) => {
    const { rows } = await tx.run<{ passkey: unknown; before: string }>({
      text: `update passkeys p set name = $3 from (select id, name from passkeys where id = $1 and user_id = $2 for update) as old
        where p.id = old.id returning ${passkeyJson} as passkey, old.name as before`,
      values: [params.id, user.id, body.name],
    });
    const [row] = rows;
    if (!row) throw notFound();
    if (row.before !== body.name)
      await noteEverywhere(tx, ctx, user.id, {
        name: 'passkey.updated',
        before: { name: row.before },
        after: { name: body.name },
      });
    return row.passkey;
  });
  return { data: passkey };
});

/** DELETE /api/passkeys/{id} */
export const removePasskey = action(contract.removePasskey, async (ctx, { params }) => {
  const { user } = ctx.principal;
  const passkey = await ctx.app.db.asAuth(async (tx) => {
    await mustOwnFactors(tx, ctx.principal);
    const { rows } = await tx.run<{ passkey: unknown; name: string }>({
      text: `delete from passkeys p where p.id = $1 and p.user_id = $2 returning ${passkeyJson} as passkey, p.name`,
      values: [params.id, user.id],
    });
    const [row] = rows;
    if (!row) throw notFound();
    await forgetFactors(tx, user.id);
    await noteEverywhere(tx, ctx, user.id, { name: 'passkey.deleted', before: { name: row.name } });
    await tellOfChange(tx, ctx, user.id, 'passkey_removed');
    return row.passkey;
  });
  principalsOf(ctx.app.db).revoke({ user_id: user.id });
  return { data: passkey };
});

/** POST /api/auth/passkey/options */
export const askPasskey = open(contract.askPasskey, async (ctx) => ({
  data: await ctx.app.db.asAuth((tx) => passkeyQuestion(tx, ctx.app)),
}));

/** POST /api/auth/passkey */
export const signInWithPasskey = open(
  contract.signInWithPasskey,
  async (ctx, { body, request }) => {
    const { app } = ctx;
    const signedIn = await app.db.asAuth(async (tx) => {
      const user_id = await checkPasskey(tx, app, body.passkey);
      await sweep(tx, user_id);
      const company_id = await lastCompany(tx, user_id);
      const token = await newSession(tx, user_id);
      return arrive(tx, ctx, request, { token, user_id, company_id, second_factor: true });
    });
    return { data: signedIn.arrival, cookies: signedInCookies(ctx, request, signedIn) };
  },
);
