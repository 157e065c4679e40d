import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const open = { tag: 'Single sign-on', auth: 'none' } as const;

export const start = defineContract({
  ...open,
  name: 'auth.sso_start',
  method: 'POST',
  path: '/auth/sso/start',
  summary:
    'Where somebody with this mail address signs in; depends on its domain alone, and is null for unknown ones',
  body: z.strictObject({ email: shapes.mailAddress }),
  output: z.strictObject({ url: z.string().nullable() }),
  limits: { waits: true, rate: { points: 120, seconds: 600, by: 'address' } },
  secret_answer: true,
});

export const finishOidc = defineContract({
  ...open,
  name: 'auth.sso_oidc',
  method: 'POST',
  path: '/auth/sso/oidc',
  summary: 'Sign in with what an OpenID provider sent back to the page /sign-in/sso',
  body: z.strictObject({
    state: z.string().max(200),
    code: z.string().max(4000),
    iss: z.string().max(2000).optional(),
  }),
  output: shapes.arrivalShape,
  limits: { waits: true, rate: { points: 300, seconds: 600, by: 'address' } },
  secret_answer: true,
  events: [
    'session.created',
    'session.failed',
    'member.created',
    'member.sso_linked',
    'user.reclaimed',
  ],
});

export const takeSaml = defineContract({
  ...open,
  name: 'auth.sso_saml_answer',
  method: 'POST',
  path: '/auth/sso/saml/acs',
  summary:
    'What a SAML provider has the browser bring: exchanged for a ticket at the page /sign-in/sso',
  form: 'text',
  cross_site: true,
  body: z.string().describe('SAMLResponse and RelayState, form-encoded'),
  output: z.unknown(),
  answer: 'raw',
  limits: { body_bytes: 300_000, rate: { points: 300, seconds: 600, by: 'address' } },
  events: ['session.failed'],
});

export const finishSaml = defineContract({
  ...open,
  name: 'auth.sso_saml',
  method: 'POST',
  path: '/auth/sso/saml',
  summary: 'Sign in with the ticket that a SAML answer was exchanged for',
  body: z.strictObject({ ticket: z.string().max(200) }),
  output: shapes.arrivalShape,
  limits: { rate: { points: 300, seconds: 600, by: 'address' } },
  secret_answer: true,
  events: [
    'session.created',
    'session.failed',
    'member.created',
    'member.sso_linked',
    'user.reclaimed',
  ],
});

export const samlMetadata = defineContract({
  ...open,
  name: 'auth.sso_saml_metadata',
  method: 'GET',
  path: '/auth/sso/saml/metadata',
  summary: 'What a SAML provider has to be told of this installation, as XML',
  output: z.unknown(),
  answer: 'raw',
});
