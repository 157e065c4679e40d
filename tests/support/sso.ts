import { newId } from '@/platform/ids';
import { createOutbound } from '@/platform/outbound/outbound';
import { type TestApp, testApp } from './app';
import { type Browser, identityModules, type Person, registered, type Seen } from './browser';

export interface SsoHouse {
  readonly app: TestApp;
  /** TXT records by name. */
  readonly records: Map<string, string>;
}

/** An Ambit that may call providers on loopback, with a DNS of its own. */
export async function ssoHouse(): Promise<SsoHouse> {
  const records = new Map<string, string>();
  const app = await testApp({
    modules: identityModules,
    env: { AMBIT_RATE_LIMIT: 'off' },
    outbound: createOutbound({
      allow: ['127.0.0.1'],
      resolveTexts: async (name) => {
        const value = records.get(name);
        if (value === undefined) throw new Error('ENOTFOUND');
        return [[value]];
      },
    }),
  });
  return { app, records };
}

export interface Connected {
  readonly owner: Person;
  readonly connection_id: string;
  readonly domain: string;
}

interface Shown {
  readonly id: string;
  readonly record: { readonly name: string; readonly value: string };
}

/** Names a domain for a connection and proves it. */
export async function proveDomain(
  { records }: SsoHouse,
  by: Browser,
  connection_id: string,
  domain: string,
): Promise<void> {
  const { data } = await by.post<Shown>('/sso/domains', { connection_id, domain });
  records.set(data.record.name, data.record.value);
  const verified = await by.post(`/sso/domains/${data.id}/verify`);
  if (verified.status !== 200) throw new Error(`verify answered ${verified.status}`);
}

/** A company with an OpenID provider and a domain that leads there. */
export async function connected(
  house: SsoHouse,
  provider: { issuer: string; client_id?: string; client_secret?: string },
  given: object = {},
): Promise<Connected> {
  const owner = await registered(house.app);
  const { client_id = 'ambit', client_secret = '' } = provider;
  const made = await owner.browser.post<{ id: string }>('/sso/oidc', {
    name: 'Provider',
    issuer: provider.issuer,
    client_id,
    client_secret,
    just_in_time: true,
    default_role: 'rep',
    ...given,
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made));
  const domain = `${newId()}.example`;
  await proveDomain(house, owner.browser, made.data.id, domain);
  return { owner, connection_id: made.data.id, domain };
}

/** The address the sign-in page sends somebody to. */
export async function startOf(browser: Browser, email: string): Promise<string> {
  const { data } = await browser.post<{ url: string | null }>('/auth/sso/start', { email });
  if (data.url === null) throw new Error(`${email} leads nowhere`);
  return data.url;
}

/** Hands what a provider sent back to the API, as the page does. */
export const handBack = (browser: Browser, back: URL): Promise<Seen<Arrived>> =>
  browser.post<Arrived>('/auth/sso/oidc', Object.fromEntries(back.searchParams));

export interface Arrived {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly company: { readonly id: string };
  readonly role: string;
}
