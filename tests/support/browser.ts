import type { App } from '@/core/run/context';
import type { Module } from '@/core/run/module';
import { text } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';
import { createRouter } from '@/http/router';
import { identityModule } from '@/identity/module';
import { newId } from '@/platform/ids';
import type { TestApp } from './app';

/** What a test sees of an answer. */
export interface Seen<T = Record<string, never>> {
  readonly status: number;
  readonly data: T;
  readonly error?: string;
  readonly issues?: readonly { path: string; code: string }[];
  readonly headers: Headers;
}

/** A browser with a cookie jar, on the real router of an app. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: App,
    private readonly address = '203.0.113.7',
  ) {}

  get = <T>(path: string) => this.call<T>('GET', path);
  post = <T>(path: string, body: unknown = {}) => this.call<T>('POST', path, body);
  patch = <T>(path: string, body: unknown) => this.call<T>('PATCH', path, body);
  put = <T>(path: string, body: unknown) => this.call<T>('PUT', path, body);
  /** Sends a file as a form does. */
  upload = <T>(path: string, content: BlobPart) => {
    const form = new FormData();
    form.append('file', new Blob([content]), 'file');
    return this.call<T>('POST', path, form);
  };
  delete = <T>(path: string) => this.call<T>('DELETE', path, {});

  /** A copy with the same cookies: a second tab, or what a thief has. */
  copy(address?: string): Browser {
    const other = new Browser(this.app, address ?? this.address);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  /** The same browser at another process. */
  at(app: App): Browser {
    const other = new Browser(app, this.address);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  /** An answer as it is, for streams. */
  async fetch(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = new Request(`${this.app.env.base_url}/api${path}`, {
      headers: { ...(cookie ? { cookie } : {}), ...headers },
    });
    return routerOf(this.app).fetch(request, { address: this.address });
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Seen<T>> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const isForm = body instanceof FormData;
    const init: RequestInit = {
      method,
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(method === 'GET'
          ? {}
          : {
              origin: this.app.env.base_url,
              ...(isForm ? {} : { 'content-type': 'application/json' }),
            }),
        ...headers,
      },
    };
    if (body !== undefined) init.body = isForm ? body : JSON.stringify(body);
    const request = new Request(`${this.app.env.base_url}/api${path}`, init);
    const response = await routerOf(this.app).fetch(request, { address: this.address });
    await (this.app as Partial<TestApp>).delivered?.();
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const json = (await response.json()) as { data: T };
    return { ...json, status: response.status, headers: response.headers };
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

const routers = new WeakMap<App, ReturnType<typeof createRouter>>();

function routerOf(app: App): ReturnType<typeof createRouter> {
  let router = routers.get(app);
  if (!router) {
    router = createRouter(app);
    routers.set(app, router);
  }
  return router;
}

/** An object to have rights on. */
const things = defineObject({
  name: 'things',
  singular: 'thing',
  label: { en: 'Thing', tr: 'Şey' },
  label_plural: { en: 'Things', tr: 'Şeyler' },
  icon: 'box',
  shortcut: 'x',
  title: ['name'],
  groups: {},
  fields: { name: text({ en: 'Name', tr: 'Ad' }) },
});

export const identityModules: readonly Module[] = [
  identityModule,
  { name: 'things', objects: [{ definition: things }] },
];

export interface Person {
  readonly browser: Browser;
  readonly email: string;
  readonly password: string;
  readonly user_id: string;
  readonly company_id: string;
}

export const goodPassword = 'correct horse battery';

/** Somebody who has just registered a company. */
export async function registered(app: App, name = 'Ada Byron', address?: string): Promise<Person> {
  const browser = new Browser(app, address);
  const email = `${newId()}@example.com`;
  const body = { name, email, password: goodPassword, company_name: 'Acme' };
  const { status, data } = await browser.post<{ user: { id: string }; company: { id: string } }>(
    '/auth/register',
    body,
  );
  if (status !== 201) throw new Error(`register answered ${status}`);
  return {
    browser,
    email,
    password: goodPassword,
    user_id: data.user.id,
    company_id: data.company.id,
  };
}

/** The token in the newest mail with one to an address. Waits for it, because some mails are sent after the answer. */
export async function mailedToken(
  sent: readonly { to: string; text: string }[],
  to: string,
): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const token = /#(\S+)/.exec(
      sent.findLast((mail) => mail.to === to && mail.text.includes('#'))?.text ?? '',
    )?.[1];
    if (token) return token;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no mail to ${to}`);
}

/** Invites somebody new as `role` and has them accept. */
export async function joined(
  app: App & { sent: readonly { to: string; text: string }[] },
  host: Person,
  role: string,
): Promise<Person> {
  const email = `${newId()}@example.com`;
  await host.browser.post('/invitations', { email, role });
  const token = await mailedToken(app.sent, email);
  const browser = new Browser(app);
  const { data } = await browser.post<{ user: { id: string }; company: { id: string } }>(
    '/invitations/accept',
    {
      token,
      name: 'Grace Hopper',
      password: goodPassword,
    },
  );
  return {
    browser,
    email,
    password: goodPassword,
    user_id: data.user.id,
    company_id: data.company.id,
  };
}
