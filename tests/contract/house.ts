import type { App, Principal } from '@/core/run/context';
import type { Operation } from '@/core/run/module';
import type { Contract } from '@/core/shape/contract';
import { createRouter } from '@/http/router';
import { type TestApp, testApp } from '../support/app';
import { type TestCompany, type TestMember, testCtx } from '../support/company';
import { uploadBytes } from '../support/files';
import { inputSchema, smallest } from './generate';

export interface Call {
  readonly as?: Principal | null;
  readonly params?: Record<string, string>;
  readonly search?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: {
    success?: boolean;
    error?: string;
    issues?: { path: string; code: string }[];
    data?: unknown;
  } | null;
}

/**
 * The whole API over the real database, called through the router as HTTP would be. Who calls is said by the test:
 * what is swept here are permissions and answers, not sign-in.
 */
export class House {
  private readonly router;

  private constructor(
    readonly app: App,
    private readonly callers: Map<string, Principal>,
  ) {
    this.router = createRouter(app);
  }

  /** `change` may replace parts of the application, for example its limiter. */
  static async open(change: (app: TestApp) => App = (app) => app): Promise<House> {
    const app = await testApp({ env: { AMBIT_RATE_LIMIT: 'off' } });
    const callers = new Map<string, Principal>();
    const authenticate: App['authenticate'] = async (request) =>
      callers.get(request.headers.get('cookie') ?? '') ?? null;
    return new House(change({ ...app, authenticate }), callers);
  }

  get operations(): Operation[] {
    return [...this.app.registry.operations.values()];
  }

  operation(name: string): Contract {
    const found = this.app.registry.operations.get(name);
    if (!found) throw new Error(`there is no operation ${name}`);
    return found.contract;
  }

  principal(company: TestCompany, member: TestMember, given: Partial<Principal> = {}): Principal {
    return { ...testCtx(this.app, company, member).principal, ...given };
  }

  /** The answer to `call` as it comes, for streams. */
  async fetch(contract: Contract, call: Call): Promise<Response> {
    return this.router.fetch(this.request(contract, call), { address: '127.0.0.1' });
  }

  async call(contract: Contract, call: Call): Promise<Reply> {
    const response = await this.fetch(contract, call);
    const type = response.headers.get('content-type');
    // A stream of events has no end to wait for.
    if (type === 'text/event-stream') await response.body?.cancel();
    const text = response.bodyUsed ? '' : await response.text();
    const json = type?.startsWith('application/json') ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, text, json };
  }

  private request(
    contract: Contract,
    { as = null, params = {}, search = '', body, headers = {} }: Call,
  ): Request {
    const cookie = as
      ? `test=${as.company.id}.${as.user.id}.${as.kind}.${as.permissions.size}`
      : '';
    if (as) this.callers.set(cookie, as);
    const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(params[name] ?? ''),
    );
    const sends = contract.method !== 'GET' && body !== undefined;
    const multipart = contract.multipart && !headers['content-type'];
    return new Request(`http://localhost:3000/api${path}${search}`, {
      method: contract.method,
      headers: {
        ...(cookie ? { cookie } : {}),
        origin: 'http://localhost:3000',
        ...(sends ? { 'content-type': 'application/json' } : {}),
        ...(multipart ? { 'content-type': 'multipart/form-data; boundary=x' } : {}),
        ...headers,
      },
      ...(sends
        ? { body: typeof body === 'string' ? body : JSON.stringify(body) }
        : multipart
          ? { body: '--x--\r\n' }
          : {}),
    });
  }

  /** A record of an object with just what it requires. */
  async record(as: Principal, object: string): Promise<string> {
    const definition = this.app.registry.objects.get(object);
    const body: Record<string, string> = {};
    for (const [name, field] of Object.entries(definition?.fields ?? {})) {
      if (!field.required || field.default !== undefined) continue;
      body[name] = field.target
        ? await this.record(as, field.target)
        : (field.choices?.[0]?.value ?? 'Somebody');
    }
    const [first] = definition?.require_one_of ?? [];
    const { target } = definition?.fields[first ?? ''] ?? {};
    if (first) body[first] ??= target ? await this.record(as, target) : 'Somebody';
    if (object === 'files') body.upload_id = await uploadBytes(this.app, as);
    const reply = await this.call(this.operation(`${object}.create`), { as, body });
    const made = reply.json?.data as { id: string } | undefined;
    if (reply.status !== 201 || !made) throw new Error(reply.text);
    return made.id;
  }
}

/** The smallest valid body and path parameters of a contract, `{id}` being `id`. */
export function smallestCall(
  contract: Contract,
  id: string,
): { params: Record<string, string>; body?: unknown } {
  const names = [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const params = Object.fromEntries(names.map((name) => [name, id]));
  const schema = inputSchema(contract, 'body');
  return {
    params,
    ...(schema ? { body: smallest(schema) } : contract.method === 'GET' ? {} : { body: {} }),
  };
}
