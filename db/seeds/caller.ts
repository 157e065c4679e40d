import type { App } from '@/core/run/context';
import { takeMails } from '@/core/run/mail/take-mails';
import { createRouter } from '@/http/router';

/** Calls the API in this process as one person and answers its data. Throws what is refused. */
export type Caller = <T = unknown>(
  path: string,
  body?: unknown,
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT',
) => Promise<T>;

/** Callers of one application, each with a session of its own. */
export function callers(app: App): () => Caller {
  const router = createRouter(app);
  return () => {
    const cookies = new Map<string, string>();
    return async <T>(path: string, body: unknown = {}, method = 'POST') => {
      const request = new Request(`http://in-process/api${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          origin: app.env.base_url,
          cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      });
      const response = await router.fetch(request, { address: '127.0.0.1' });
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
        cookies.set(name, value);
      }
      const answer = (await response.json()) as { success: boolean; data: T };
      if (!answer.success)
        throw new Error(
          `The demo company could not be made: ${method} ${path} ${JSON.stringify(body)} answered ${JSON.stringify(answer)}`,
        );
      return answer.data;
    };
  };
}

/** Makes many records at once; answers their ids. */
export async function createAll(
  call: Caller,
  object: string,
  create: readonly unknown[],
): Promise<string[]> {
  return (await call<{ ids: string[] }>(`/${object}/bulk`, { create })).ids;
}

/** The token in the mail that was written last; it is not sent, because nobody lives at these addresses. */
export async function mailedToken(app: App, company_id: string): Promise<string | undefined> {
  const mails = await takeMails(app, company_id);
  return mails.at(-1)?.text.match(/#(\S+)/)?.[1];
}
