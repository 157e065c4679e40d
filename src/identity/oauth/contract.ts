import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';
import { isRedirectUri } from './shapes';

const tag = 'OAuth apps';
const params = z.strictObject({ id: shapes.id });
const scopes = z.array(z.string().max(80)).min(1, { message: 'Name at least one scope.' }).max(200);
const redirectUris = z
  .array(
    z
      .string()
      .max(1000)
      .refine(isRedirectUri, {
        message:
          'Give an https address, one of this computer, or a scheme of the app such as com.example.app:/back.',
        params: { code: 'invalid_redirect_uri' },
      }),
  )
  .min(1, { message: 'Name at least one address.' })
  .max(20);

const appShape = z.strictObject({
  id: shapes.id,
  client_id: z.string(),
  name: z.string(),
  confidential: z.boolean(),
  redirect_uris: z.array(z.string()),
  scopes: z.array(z.string()),
  connections: z.int(),
  created_at: shapes.instant,
});

export const listApps = defineContract({
  name: 'oauth_apps.list',
  method: 'GET',
  path: '/oauth/apps',
  summary: 'Apps that members of the company may connect, newest first',
  tag,
  auth: 'session',
  permission: 'api_keys:manage',
  output: z.array(appShape),
});

export const createApp = defineContract({
  name: 'oauth_apps.create',
  method: 'POST',
  path: '/oauth/apps',
  summary: 'Register an app; the secret of a confidential one is shown this once',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'api_keys:manage',
  body: z.strictObject({
    name: shapes.line(100),
    redirect_uris: redirectUris,
    scopes,
    confidential: z.boolean().default(true).describe('It can keep a secret, as servers can'),
  }),
  output: appShape.extend({ client_secret: z.string().nullable() }),
  status: 201,
  secret_answer: true,
  events: ['oauth_app.created'],
});

export const updateApp = defineContract({
  name: 'oauth_apps.update',
  method: 'PATCH',
  path: '/oauth/apps/{id}',
  summary: 'Change an app; what members allowed it stays as it was',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'api_keys:manage',
  params,
  body: z.strictObject({
    name: shapes.line(100).optional(),
    redirect_uris: redirectUris.optional(),
    scopes: scopes.optional(),
  }),
  output: appShape,
  events: ['oauth_app.updated'],
});

export const removeApp = defineContract({
  name: 'oauth_apps.delete',
  method: 'DELETE',
  path: '/oauth/apps/{id}',
  summary: 'Remove an app; all its tokens end at once',
  tag,
  auth: 'session',
  permission: 'api_keys:manage',
  params,
  output: appShape,
  events: ['oauth_app.removed'],
});

const connectionShape = z.strictObject({
  id: shapes.id,
  app_id: shapes.id,
  app_name: z.string(),
  user_id: shapes.id,
  user_name: z.string(),
  scopes: z.array(z.string()),
  last_used_at: shapes.instant.nullable(),
  created_at: shapes.instant,
});

export const listConnections = defineContract({
  name: 'oauth_connections.list',
  method: 'GET',
  path: '/oauth/connections',
  summary: 'Apps you connected, or with api_keys:manage those of everybody, newest first',
  tag,
  auth: 'session',
  output: z.array(connectionShape),
});

export const endConnection = defineContract({
  name: 'oauth_connections.delete',
  method: 'DELETE',
  path: '/oauth/connections/{id}',
  summary: 'Disconnect an app at once: your own, or with api_keys:manage that of anybody',
  tag,
  auth: 'session',
  params,
  output: connectionShape,
  events: ['oauth_app.disconnected'],
});

/** What an app asks for in the address it sends the browser to (RFC 6749, RFC 7636). */
const asked = {
  response_type: z.string().max(100).optional(),
  client_id: z.string().max(100),
  redirect_uri: z.string().max(1000),
  scope: z.string().max(8000).optional(),
  state: z.string().max(2000).optional(),
  code_challenge: z.string().max(200).optional(),
  code_challenge_method: z.string().max(20).optional(),
};

export const consent = defineContract({
  name: 'oauth.consent',
  method: 'GET',
  path: '/oauth/consent',
  summary: 'What an app asks a member for, and what of it they can give',
  tag,
  auth: 'session',
  query: z.strictObject(asked),
  output: z.strictObject({
    app_name: z.string(),
    company_name: z.string(),
    scopes: z.array(z.string()).describe('What would be given: what was asked for and is theirs'),
    refused_to: z.string().nullable().describe('Where the browser goes when it cannot be given'),
  }),
});

export const decide = defineContract({
  name: 'oauth.decide',
  method: 'POST',
  path: '/oauth/authorize',
  summary: 'Allow or refuse what an app asks for; answers where the browser goes on',
  tag,
  auth: 'session',
  body: z.strictObject({ ...asked, allow: z.boolean() }),
  output: z.strictObject({ redirect_to: z.string() }),
  secret_answer: true,
  events: ['oauth_app.allowed'],
});

export const authorize = defineContract({
  name: 'oauth.authorize',
  method: 'GET',
  path: '/oauth/authorize',
  summary: 'Where apps send the browser: leads to the page that asks the member',
  tag,
  auth: 'none',
  lenient: true,
  query: z.object(asked).partial(),
  output: z.null(),
  answer: 'raw',
});

const credentials = {
  client_id: z.string().max(100).optional(),
  client_secret: z.string().max(200).optional(),
};
const rate = { points: 600, seconds: 900, by: 'address' } as const;

export const token = defineContract({
  name: 'oauth.token',
  method: 'POST',
  path: '/oauth/token',
  summary: 'Exchange a code or a refresh token for an access token of one hour (RFC 6749)',
  tag,
  auth: 'none',
  urlencoded: true,
  lenient: true,
  body: z.object({
    ...credentials,
    grant_type: z.string().max(100).optional(),
    code: z.string().max(200).optional(),
    redirect_uri: z.string().max(1000).optional(),
    code_verifier: z.string().max(200).optional(),
    refresh_token: z.string().max(200).optional(),
    scope: z.string().max(8000).optional(),
  }),
  output: z.null(),
  answer: 'raw',
  limits: { rate },
  secret_answer: true,
  events: ['oauth_app.connected', 'oauth_app.token_reused'],
});

export const revoke = defineContract({
  name: 'oauth.revoke',
  method: 'POST',
  path: '/oauth/revoke',
  summary: 'End what a token belongs to, its refresh token with it (RFC 7009)',
  tag,
  auth: 'none',
  urlencoded: true,
  lenient: true,
  body: z.object({ ...credentials, token: z.string().max(200).optional() }),
  output: z.null(),
  answer: 'raw',
  limits: { rate },
  events: ['oauth_app.disconnected'],
});

export const introspect = defineContract({
  name: 'oauth.introspect',
  method: 'POST',
  path: '/oauth/introspect',
  summary: 'Whether a token of the calling app is alive, and what it may do (RFC 7662)',
  tag,
  auth: 'none',
  urlencoded: true,
  lenient: true,
  body: z.object({ ...credentials, token: z.string().max(200).optional() }),
  output: z.null(),
  answer: 'raw',
  limits: { rate },
});
