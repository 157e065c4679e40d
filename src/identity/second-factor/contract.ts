import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Second factor';
const rate = { points: 30, seconds: 900, by: 'user' } as const;
const codes = z.strictObject({ recovery_codes: z.array(z.string()) });

export const getSecurity = defineContract({
  name: 'second_factor.get',
  method: 'GET',
  path: '/auth/second-factor',
  summary: 'Whether your sign-in has a second factor, and whether your company asks for one',
  tag,
  auth: 'session',
  before_policy: true,
  output: z.strictObject({
    totp: z.boolean(),
    recovery_codes: z.int().describe('How many are left'),
    passkeys: z.int(),
    required: z.boolean(),
    by_sso: z.boolean().describe('This session came by an identity provider'),
    has_password: z.boolean(),
  }),
});

export const startTotp = defineContract({
  name: 'totp.create',
  method: 'POST',
  path: '/auth/totp',
  summary: 'Get the secret for an authenticator app, shown this once; a code of it switches it on',
  tag,
  auth: 'session',
  before_policy: true,
  fresh: true,
  output: z.strictObject({
    secret: z.string(),
    uri: z.string().describe('For a QR code'),
  }),
  limits: { rate },
  secret_answer: true,
});

export const confirmTotp = defineContract({
  name: 'totp.confirm',
  method: 'POST',
  path: '/auth/totp/confirm',
  summary: 'Switch the authenticator app on; the recovery codes are shown this once',
  tag,
  auth: 'session',
  before_policy: true,
  body: z.strictObject({ code: shapes.code }),
  output: codes,
  limits: { rate: { points: 10, seconds: 900, by: 'user' } },
  secret_answer: true,
  events: ['user.second_factor_enabled'],
});

export const removeTotp = defineContract({
  name: 'totp.delete',
  method: 'DELETE',
  path: '/auth/totp',
  summary: 'Switch the authenticator app off; its recovery codes end',
  tag,
  auth: 'session',
  fresh: true,
  output: shapes.doneShape,
  events: ['user.second_factor_disabled'],
});

export const renewCodes = defineContract({
  name: 'recovery_codes.create',
  method: 'POST',
  path: '/auth/recovery-codes',
  summary: 'Get new recovery codes, shown this once; the old ones end',
  tag,
  auth: 'session',
  fresh: true,
  output: codes,
  limits: { rate },
  secret_answer: true,
  events: ['user.recovery_codes_renewed'],
});

export const confirm = defineContract({
  name: 'auth.confirm',
  method: 'POST',
  path: '/auth/confirm',
  summary:
    'Prove once more that it is you, by password, code or passkey, before something dangerous',
  tag: 'Sign in',
  auth: 'session',
  before_policy: true,
  body: z
    .strictObject({
      password: shapes.password.optional(),
      code: shapes.code.optional(),
      passkey: shapes.passkeyAnswer.optional(),
    })
    .describe('One of them'),
  output: shapes.doneShape,
  limits: { waits: true, rate },
  secret_answer: true,
  events: ['session.confirmed', 'session.failed'],
});
