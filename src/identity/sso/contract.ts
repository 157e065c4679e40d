import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const look = { tag: 'Single sign-on', auth: 'session', permission: 'sso:manage' } as const;
const manage = { ...look, fresh: true } as const;
const params = z.strictObject({ id: shapes.id });

/** What somebody new becomes; nobody is made an owner by a provider. */
export const givenRole = shapes.role.exclude(['owner']);

const issuer = z.string().trim().max(2000).describe('https://login.example.com');
const clientId = shapes.line(300);
const secret = z
  .string()
  .trim()
  .max(1000)
  .describe('Kept sealed and never shown; empty: a public client');

const domain = z.string().max(300).describe('example.com');

/** What every connection has, whatever it speaks. */
export const common = {
  name: shapes.line(80),
  just_in_time: z.boolean(),
  default_role: givenRole,
};

const connection = z.strictObject({
  id: shapes.id,
  kind: z.enum(['oidc', 'saml']),
  name: z.string(),
  active: z.boolean(),
  issuer: z.string(),
  client_id: z.string(),
  has_secret: z.boolean(),
  sso_url: z.string(),
  certificates: z.array(z.string()),
  just_in_time: z.boolean(),
  default_role: givenRole,
  trusts_mail: z.boolean(),
  vouched_role: shapes.role,
  created_at: shapes.instant,
  updated_at: shapes.instant,
});

const domainShape = z.strictObject({
  id: shapes.id,
  connection_id: shapes.id,
  domain: z.string(),
  /** Name and value of the TXT record. */
  record: z.strictObject({ name: z.string(), value: z.string() }),
  verified_at: shapes.instant.nullable(),
});

export const getSso = defineContract({
  ...look,
  name: 'sso.get',
  method: 'GET',
  path: '/sso',
  summary:
    'Identity providers of the company, its mail domains and whether everybody has to use them',
  output: z.strictObject({
    required: z.boolean(),
    /** What a provider has to be told. */
    redirect_uri: z.string(),
    saml: z.strictObject({ entity_id: z.string(), answer_url: z.string() }),
    connections: z.array(connection),
    domains: z.array(domainShape),
    directories: z.array(
      z.strictObject({
        connection_id: shapes.id,
        created_at: shapes.instant,
        last_used_at: shapes.instant.nullable(),
      }),
    ),
    groups: z.array(
      z.strictObject({
        id: shapes.id,
        connection_id: shapes.id,
        name: z.string(),
        members: z.int(),
        role: givenRole.nullable(),
        team_id: shapes.id.nullable(),
      }),
    ),
  }),
});

export const updatePolicy = defineContract({
  ...manage,
  name: 'sso.update_policy',
  method: 'PUT',
  path: '/sso/policy',
  summary:
    'Have everybody but owners sign in by an identity provider, or not; other sessions of theirs end',
  body: z.strictObject({ required: z.boolean() }),
  output: z.strictObject({ required: z.boolean() }),
  events: ['sso_policy.updated'],
});

export const createOidc = defineContract({
  ...manage,
  name: 'sso.create_oidc',
  method: 'POST',
  path: '/sso/oidc',
  summary: 'Add a provider that speaks OpenID Connect; its discovery document is read at once',
  body: z.strictObject({
    ...common,
    issuer,
    client_id: clientId,
    client_secret: secret.default(''),
    trusts_mail: z.boolean().default(false),
  }),
  output: connection,
  status: 201,
  limits: { waits: true, rate: { points: 30, seconds: 300, by: 'user' } },
  events: ['sso_connection.created'],
});

export const updateOidc = defineContract({
  ...manage,
  name: 'sso.update_oidc',
  method: 'PATCH',
  path: '/sso/oidc/{id}',
  summary: 'Change a provider; discovery is read anew. Without a secret the old one stays',
  params,
  body: z.strictObject({
    name: common.name.optional(),
    just_in_time: common.just_in_time.optional(),
    default_role: common.default_role.optional(),
    active: z.boolean().optional(),
    issuer: issuer.optional(),
    client_id: clientId.optional(),
    client_secret: secret.optional(),
    trusts_mail: z.boolean().optional(),
  }),
  output: connection,
  limits: { waits: true, rate: { points: 30, seconds: 300, by: 'user' } },
  events: ['sso_connection.updated'],
});

const entity = shapes.line(1000);
const ssoUrl = z.string().trim().max(2000).describe('https://login.example.com/saml');
const certificates = z
  .array(z.string().max(10_000))
  .min(1, { message: 'Give at least one certificate.' })
  .max(5)
  .describe('Those that sign, as PEM');

export const createSaml = defineContract({
  ...manage,
  name: 'sso.create_saml',
  method: 'POST',
  path: '/sso/saml',
  summary: 'Add a provider that speaks SAML 2.0',
  body: z.strictObject({ ...common, issuer: entity, sso_url: ssoUrl, certificates }),
  output: connection,
  status: 201,
  events: ['sso_connection.created'],
});

export const updateSaml = defineContract({
  ...manage,
  name: 'sso.update_saml',
  method: 'PATCH',
  path: '/sso/saml/{id}',
  summary: 'Change a provider that speaks SAML 2.0',
  params,
  body: z.strictObject({
    name: common.name.optional(),
    just_in_time: common.just_in_time.optional(),
    default_role: common.default_role.optional(),
    active: z.boolean().optional(),
    issuer: entity.optional(),
    sso_url: ssoUrl.optional(),
    certificates: certificates.optional(),
  }),
  output: connection,
  events: ['sso_connection.updated'],
});

export const deleteConnection = defineContract({
  ...manage,
  name: 'sso.delete_connection',
  method: 'DELETE',
  path: '/sso/connections/{id}',
  summary: 'Remove a provider with its domains; who signed in by it is signed out',
  params,
  output: connection,
  events: ['sso_connection.deleted'],
});

export const createDomain = defineContract({
  ...manage,
  name: 'sso.create_domain',
  method: 'POST',
  path: '/sso/domains',
  summary: 'Name a mail domain of the company; it counts once it is proved',
  body: z.strictObject({ connection_id: shapes.id, domain }),
  output: domainShape,
  status: 201,
  events: ['sso_domain.created'],
});

export const verifyDomain = defineContract({
  ...manage,
  name: 'sso.verify_domain',
  method: 'POST',
  path: '/sso/domains/{id}/verify',
  summary: 'Look for the TXT record that proves a domain; the operator may do without',
  params,
  body: z.strictObject({ without_record: z.boolean().default(false) }),
  output: domainShape,
  limits: { waits: true, rate: { points: 30, seconds: 300, by: 'user' } },
  events: ['sso_domain.verified'],
});

export const deleteDomain = defineContract({
  ...manage,
  name: 'sso.delete_domain',
  method: 'DELETE',
  path: '/sso/domains/{id}',
  summary: 'Take a domain back: its people are not sent to the provider any more',
  params,
  output: domainShape,
  events: ['sso_domain.deleted'],
});
