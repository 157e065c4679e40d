import OAuth2Server from '@node-oauth/oauth2-server';
import { open } from '@/core/run/module';
import { credentialsOf } from './client';
import * as contract from './contract';
import { lifetime, tokenModel } from './token-model';

/** POST /api/oauth/token. The protocol is the library's; what is kept and how, is `token-model.ts`. */
export const token = open(contract.token, async (ctx, { body, request }) => {
  const basic = request.headers.has('authorization');
  const asked = new OAuth2Server.Request({
    method: 'POST',
    query: {},
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      // The library takes a request without a length for one without a body.
      'content-length': '1',
    },
    // It takes Basic as it is, where the standard has each part encoded.
    body: {
      ...body,
      client_id: undefined,
      client_secret: undefined,
      ...credentialsOf(request, body),
    },
  });
  const answer = new OAuth2Server.Response();
  const server = new OAuth2Server({ model: tokenModel(ctx, body.scope) });
  try {
    await server.token(asked, answer, {
      accessTokenLifetime: lifetime.access,
      refreshTokenLifetime: lifetime.refresh,
      alwaysIssueNewRefreshToken: true,
      // Public apps have no secret; the model demands that of the others.
      requireClientAuthentication: { authorization_code: false, refresh_token: false },
    });
  } catch (error) {
    if (!(error instanceof OAuth2Server.OAuthError)) throw error;
    // Our own failures are the pipeline's to log and to answer.
    if (error.code >= 500) throw Reflect.get(error, 'inner') ?? error;
  }
  const unknown = basic && answer.body.error === 'invalid_client';
  return {
    response: Response.json(answer.body, {
      status: unknown ? 401 : (answer.status ?? 200),
      headers: {
        ...answer.headers,
        'cache-control': 'no-store',
        ...(unknown ? { 'www-authenticate': 'Basic realm="Ambit"' } : {}),
      },
    }),
  };
});
