import { newId } from '@/platform/ids';

/** An answer of the API. */
export interface ApiAnswer<T> {
  readonly status: number;
  readonly data: T;
  readonly headers: Headers;
}

/** Somebody signed in at a running server, through the network. */
export class HttpPerson {
  private readonly cookies = new Map<string, string>();
  readonly email = `${newId()}@example.com`;
  readonly password = 'correct horse battery';

  /** `headers`: sent with every call. */
  constructor(
    readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** A person with a company of their own. */
  static async registered(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpPerson> {
    const person = new HttpPerson(url, headers);
    const { email, password } = person;
    const body = { name: 'Ada Byron', email, password, company_name: 'Acme' };
    const { status } = await person.call('POST', '/auth/register', body);
    if (status !== 201) throw new Error(`register answered ${status}`);
    return person;
  }

  /** The same session at another process. */
  at(url: string): HttpPerson {
    const person = new HttpPerson(url, this.headers);
    for (const [name, value] of this.cookies) person.cookies.set(name, value);
    return person;
  }

  get = <T>(path: string) => this.call<T>('GET', path);
  post = <T>(path: string, body: unknown = {}) => this.call<T>('POST', path, body);

  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>> {
    const answer = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        ...this.headers,
        cookie: this.cookie(),
        origin: this.url,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    const { data } = (await answer.json()) as { data: T };
    return { status: answer.status, data, headers: answer.headers };
  }

  /** What to send as the cookie header. */
  readonly cookie = () => [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  /** How many contacts the company has. */
  async contacts(): Promise<number> {
    const answer = await fetch(`${this.url}/api/contacts?limit=1&count=exact`, {
      headers: { cookie: this.cookie() },
    });
    return ((await answer.json()) as { pagination: { total: number } }).pagination.total;
  }
}
