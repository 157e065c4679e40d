import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Passkeys';
const params = z.strictObject({ id: shapes.id });
const rate = { points: 60, seconds: 900, by: 'user' } as const;

/** What a browser's WebAuthn functions take, made by the library. */
const webauthnOptions = z.record(z.string(), z.unknown());

const passkeyShape = z.strictObject({
  id: shapes.id,
  name: z.string(),
  last_used_at: shapes.instant.nullable(),
  created_at: shapes.instant,
});

export const listPasskeys = defineContract({
  name: 'passkeys.list',
  method: 'GET',
  path: '/passkeys',
  summary: 'Your passkeys, newest first',
  tag,
  auth: 'session',
  before_policy: true,
  output: z.array(passkeyShape),
});

export const offerPasskey = defineContract({
  name: 'passkeys.offer',
  method: 'POST',
  path: '/passkeys/options',
  summary: 'Get what a browser needs to make a passkey',
  tag,
  auth: 'session',
  before_policy: true,
  fresh: true,
  output: webauthnOptions,
  limits: { rate },
  secret_answer: true,
});

export const createPasskey = defineContract({
  name: 'passkeys.create',
  method: 'POST',
  path: '/passkeys',
  summary: 'Keep a passkey that the browser made, under a name',
  tag,
  auth: 'session',
  before_policy: true,
  fresh: true,
  body: z.strictObject({ name: shapes.line(100), passkey: shapes.newPasskey }),
  output: passkeyShape,
  status: 201,
  limits: { rate },
  secret_answer: true,
  events: ['passkey.created'],
});

export const renamePasskey = defineContract({
  name: 'passkeys.update',
  method: 'PATCH',
  path: '/passkeys/{id}',
  summary: 'Rename a passkey',
  tag,
  auth: 'session',
  params,
  body: z.strictObject({ name: shapes.line(100) }),
  output: passkeyShape,
  events: ['passkey.updated'],
});

export const removePasskey = defineContract({
  name: 'passkeys.delete',
  method: 'DELETE',
  path: '/passkeys/{id}',
  summary: 'Remove a passkey; nobody signs in with it any more',
  tag,
  auth: 'session',
  fresh: true,
  params,
  output: passkeyShape,
  events: ['passkey.deleted'],
});

export const askPasskey = defineContract({
  name: 'auth.passkey_options',
  method: 'POST',
  path: '/auth/passkey/options',
  summary: 'Get what a browser needs to sign in with a passkey',
  tag: 'Sign in',
  auth: 'none',
  output: webauthnOptions,
  limits: { critical: true, rate: { points: 600, seconds: 600, by: 'address' } },
});

export const signInWithPasskey = defineContract({
  name: 'auth.passkey',
  method: 'POST',
  path: '/auth/passkey',
  summary: 'Sign in with a passkey, which is both factors at once',
  tag: 'Sign in',
  auth: 'none',
  body: z.strictObject({ passkey: shapes.passkeyAnswer }),
  output: shapes.arrivalShape,
  limits: { critical: true, rate: { points: 600, seconds: 600, by: 'address' } },
  secret_answer: true,
  events: ['session.created'],
});
