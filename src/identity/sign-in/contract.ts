import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { reaches, reachingVerbs } from '@/core/shape/reach';
import * as shapes from '../shapes';

const tag = 'Sign in';

export const register = defineContract({
  name: 'auth.register',
  method: 'POST',
  path: '/auth/register',
  summary: 'Make a user and a company of which they are the owner, and sign in',
  tag,
  auth: 'none',
  body: z.strictObject({
    name: shapes.line(100),
    email: shapes.mailAddress,
    password: shapes.newPassword,
    company_name: shapes.line(120),
    currency: shapes.currency.optional(),
    country: shapes.country.optional(),
    time_zone: shapes.timeZone.optional(),
    language: shapes.language.optional(),
  }),
  output: shapes.arrivalShape,
  status: 201,
  limits: { waits: true, rate: { points: 300, seconds: 600, by: 'address' } },
  secret_answer: true,
  events: ['company.created', 'member.created', 'session.created'],
});

export const login = defineContract({
  name: 'auth.login',
  method: 'POST',
  path: '/auth/login',
  summary: 'Sign in with mail address and password',
  tag,
  auth: 'none',
  body: z.strictObject({ email: shapes.mailAddress, password: shapes.password }),
  output: z.union([shapes.arrivalShape, z.strictObject({ mfa_required: z.literal(true) })]),
  limits: { waits: true, critical: true, rate: { points: 600, seconds: 600, by: 'address' } },
  secret_answer: true,
  events: ['session.created', 'session.failed'],
});

export const loginSecond = defineContract({
  name: 'auth.login_second',
  method: 'POST',
  path: '/auth/login/second',
  summary: 'Go on signing in with a code of your authenticator app or a recovery code',
  tag,
  auth: 'none',
  body: z.strictObject({ code: shapes.code }),
  output: shapes.arrivalShape,
  limits: { critical: true, rate: { points: 600, seconds: 600, by: 'address' } },
  secret_answer: true,
  events: ['session.created', 'session.failed'],
});

export const logout = defineContract({
  name: 'auth.logout',
  method: 'POST',
  path: '/auth/logout',
  summary: 'End this session',
  tag,
  auth: 'session',
  before_policy: true,
  from_anywhere: true,
  limits: { critical: true },
  output: shapes.doneShape,
  secret_answer: true,
  events: ['session.ended'],
});

export const session = defineContract({
  name: 'auth.session',
  method: 'GET',
  path: '/auth/session',
  summary: 'Who is signed in, where, and what they may do',
  tag,
  auth: 'any',
  before_policy: true,
  from_anywhere: true,
  limits: { critical: true },
  output: shapes.arrivalShape.extend({
    companies: z.array(z.strictObject({ id: shapes.id, name: z.string(), role: shapes.role })),
    permissions: z.array(z.string()),
    /** How far they go, by object and verb; null: to every record, as does what is absent. */
    reach: z
      .strictObject({
        objects: z.record(
          z.string(),
          z.partialRecord(z.enum(reachingVerbs), z.enum(reaches).exclude(['all'])),
        ),
        /** Whose records the words mean. */
        people: z.record(z.enum(reaches).exclude(['all']), z.array(shapes.id)),
        /** Records of others that are shared for changing, the newest 500. */
        changeable: z.array(shapes.id),
      })
      .nullable(),
    /** Fields that are not seen or written whole, by object; null: all are. */
    fields: shapes.fieldRights.nullable(),
    held_back: z
      .enum(['network', 'second_factor'])
      .nullable()
      .describe('Why the sign-in policy of the company refuses everything else just now'),
  }),
});

export const switchCompany = defineContract({
  name: 'auth.company',
  method: 'POST',
  path: '/auth/company',
  summary: 'Work in another of your companies',
  tag,
  auth: 'session',
  before_policy: true,
  from_anywhere: true,
  body: z.strictObject({ company_id: shapes.id }),
  output: shapes.arrivalShape,
  secret_answer: true,
  events: ['session.ended', 'session.created'],
});

export const changePassword = defineContract({
  name: 'auth.change_password',
  method: 'POST',
  path: '/auth/password',
  summary: 'Change your password; every other session of yours ends',
  tag,
  auth: 'session',
  body: z.strictObject({ current_password: shapes.password, password: shapes.newPassword }),
  output: shapes.doneShape,
  limits: { waits: true, rate: { points: 10, seconds: 900, by: 'user' } },
  secret_answer: true,
  events: ['user.password_changed'],
});

export const requestReset = defineContract({
  name: 'auth.request_password_reset',
  method: 'POST',
  path: '/auth/password-reset',
  summary: 'Mail a link that sets a new password; the answer is the same for unknown addresses',
  tag,
  auth: 'none',
  body: z.strictObject({ email: shapes.mailAddress }),
  output: shapes.doneShape,
  limits: { rate: { points: 30, seconds: 900, by: 'address' } },
});

export const confirmReset = defineContract({
  name: 'auth.confirm_password_reset',
  method: 'POST',
  path: '/auth/password-reset/confirm',
  summary: 'Set a new password with the token of the mail; every session ends',
  tag,
  auth: 'none',
  body: z.strictObject({ token: shapes.oneTimeToken, password: shapes.newPassword }),
  output: shapes.doneShape,
  limits: { waits: true, rate: { points: 300, seconds: 900, by: 'address' } },
  events: ['user.password_changed', 'user.reclaimed'],
});

export const requestVerification = defineContract({
  name: 'auth.request_email_verification',
  method: 'POST',
  path: '/auth/verify-email',
  summary: 'Mail the link that confirms your address once more',
  tag,
  auth: 'session',
  output: shapes.doneShape,
  limits: { rate: { points: 5, seconds: 900, by: 'user' } },
});

export const confirmVerification = defineContract({
  name: 'auth.confirm_email_verification',
  method: 'POST',
  path: '/auth/verify-email/confirm',
  summary:
    'Confirm a mail address with the token of the mail: signed in, with the password of the account, or with a new one, which ends everything that opened it before',
  tag,
  auth: 'none',
  body: z
    .strictObject({
      token: shapes.oneTimeToken,
      password: shapes.password.optional(),
      new_password: shapes.newPassword.optional(),
    })
    .describe('Without a session of the account, one of the passwords'),
  output: shapes.doneShape,
  limits: { waits: true, rate: { points: 100, seconds: 900, by: 'address' } },
  events: ['user.password_changed', 'user.reclaimed', 'session.failed'],
});

export const updateProfile = defineContract({
  name: 'profile.update',
  method: 'PATCH',
  path: '/profile',
  summary: 'Change your name, language, theme or time zone',
  tag,
  auth: 'session',
  body: z.strictObject({
    name: shapes.line(100).optional(),
    language: shapes.language.optional(),
    theme: z.enum(['light', 'dark', 'system']).optional(),
    time_zone: shapes.timeZone.nullable().optional(),
  }),
  output: shapes.userShape,
  events: ['member.updated'],
});
