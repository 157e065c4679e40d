import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRouter } from '@/http/router';
import { newId } from '@/platform/ids';
import { Browser, joined, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import {
  type Asked,
  askedIn,
  assertionFor,
  certificate,
  formOf,
  providerId,
  responseOf,
  type Said,
  signed,
} from '../../../tests/support/saml';
import {
  type Arrived,
  type Connected,
  proveDomain,
  type SsoHouse,
  ssoHouse,
  startOf,
} from '../../../tests/support/sso';

let house: SsoHouse;
let router: ReturnType<typeof createRouter>;
beforeAll(async () => {
  house = await ssoHouse();
  router = createRouter(house.app);
});

async function company(): Promise<Connected> {
  const owner = await registered(house.app);
  const { data, status } = await owner.browser.post<{ id: string }>('/sso/saml', {
    ...{ name: 'Provider', issuer: providerId, sso_url: 'https://idp.example/sso' },
    ...{ certificates: [certificate], just_in_time: true, default_role: 'rep' },
  });
  if (status !== 201) throw new Error(`${status}`);
  const domain = `${newId()}.example`;
  await proveDomain(house, owner.browser, data.id, domain);
  return { owner, connection_id: data.id, domain };
}

/** Posts a form as the provider's page does: from another site, with its Origin. Answers where the browser is sent. */
async function post(form: string): Promise<URL> {
  const request = new Request('http://localhost:3000/api/auth/sso/saml/acs', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://idp.example',
    },
    body: form,
  });
  const response = await router.fetch(request, { address: '203.0.113.7' });
  expect(response.status).toBe(303);
  expect(response.headers.getSetCookie()).toEqual([]);
  const to = new URL(response.headers.get('location') ?? '');
  expect(`${to.origin}${to.pathname}`).toBe('http://localhost:3000/sign-in/sso');
  return to;
}

const finish = (browser: Browser, to: URL) =>
  browser.post<Arrived>('/auth/sso/saml', { ticket: to.hash.slice(1) });

async function asked(email: string): Promise<{ browser: Browser; asked: Asked }> {
  const browser = new Browser(house.app);
  return { browser, asked: askedIn(await startOf(browser, email)) };
}

const honest = (about: Asked, said: Said): string =>
  responseOf(about, signed(assertionFor(about, said)));

const reasonOf = (seen: { issues?: readonly { code: string }[] }) => seen.issues?.[0]?.code;

test('somebody new becomes a member, and is known again by their name id', async () => {
  const { domain } = await company();
  const email = `${newId()}@${domain}`;
  const subject = newId();
  const first = await asked(email);
  const arrived = await finish(
    first.browser,
    await post(formOf(first.asked, honest(first.asked, { subject, email }))),
  );
  expect(arrived).toMatchObject({
    status: 200,
    data: { role: 'rep', user: { email, name: 'Ada Byron' } },
  });
  expect((await first.browser.get('/auth/session')).status).toBe(200);
  const second = await asked(email);
  const again = await finish(
    second.browser,
    await post(
      formOf(second.asked, honest(second.asked, { subject, email: 'other@else.example' })),
    ),
  );
  expect(again.data.user.id).toBe(arrived.data.user.id);
});

test('an answer counts once, a ticket once and in the browser that began', async () => {
  const { domain } = await company();
  const email = `${newId()}@${domain}`;
  const one = await asked(email);
  const form = formOf(one.asked, honest(one.asked, { subject: newId(), email }));
  const to = await post(form);
  expect((await post(form)).searchParams.get('error')).toBe('sso_expired');
  expect(reasonOf(await finish(new Browser(house.app), to))).toBe('sso_other_browser');
  expect(reasonOf(await finish(one.browser, to))).toBe('sso_expired');
});

test('the address of another company’s domain opens nothing', async () => {
  const [here, there] = [await company(), await company()];
  const victim = await joined(house.app, there.owner, 'rep');
  const { admin } = await startDatabase();
  const email = `${newId()}@${there.domain}`;
  await admin.query('update users set email = $2 where id = $1', [victim.user_id, email]);
  const { browser, asked: about } = await asked(`${newId()}@${here.domain}`);
  const seen = await finish(
    browser,
    await post(formOf(about, honest(about, { subject: newId(), email }))),
  );
  expect(reasonOf(seen)).toBe('sso_foreign_domain');
});

describe('what a provider, or somebody between, must not get away with', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const evil = 'boss';
  type Forge = (about: Asked, good: Said) => string;
  const saying =
    (more: Partial<Said>): Forge =>
    (about, good) =>
      honest(about, { ...good, ...more });
  /** The signed assertion, and an unsigned one of somebody else. */
  const both = (about: Asked, good: Said) => ({
    real: signed(assertionFor(about, good)),
    fake: assertionFor(about, { ...good, subject: evil }),
  });
  const signatureOf = (xml: string) => /<Signature[\s\S]*<\/Signature>/.exec(xml)?.[0] ?? '';
  const vectors: [string, Forge][] = [
    ['no signature', (about, good) => responseOf(about, assertionFor(about, good))],
    [
      'the answer signed, the assertion not',
      (about, good) =>
        signed(responseOf(about, assertionFor(about, good)), { element: 'Response' }),
    ],
    [
      'another key',
      (about, good) => responseOf(about, signed(assertionFor(about, good), { privateKey: other })),
    ],
    [
      'a broken hash',
      (about, good) => responseOf(about, signed(assertionFor(about, good), { hash: 'sha1' })),
    ],
    [
      'the subject changed after signing',
      (about, good) => honest(about, good).replace(`>${good.subject}<`, `>${evil}<`),
    ],
    [
      'wrapping: a second assertion before',
      (about, good) => {
        const { real, fake } = both(about, good);
        return responseOf(about, fake + real);
      },
    ],
    [
      'wrapping: a second assertion after',
      (about, good) => {
        const { real, fake } = both(about, good);
        return responseOf(about, real + fake);
      },
    ],
    [
      'wrapping: the signed one inside another',
      (about, good) => {
        const { real, fake } = both(about, good);
        return responseOf(
          about,
          fake.replace('</saml:Assertion>', `<saml:Advice>${real}</saml:Advice></saml:Assertion>`),
        );
      },
    ],
    [
      'wrapping: the signed one inside the signature of another',
      (about, good) => {
        const { real, fake } = both(about, good);
        const stolen = signatureOf(real).replace(
          '</Signature>',
          `<Object>${real.replace(signatureOf(real), '')}</Object></Signature>`,
        );
        return responseOf(about, fake.replace('</saml:Issuer>', `</saml:Issuer>${stolen}`));
      },
    ],
    [
      'wrapping: the same id twice',
      (about, good) => {
        const id = `_${newId()}`;
        const real = signed(assertionFor(about, good, id));
        const fake = assertionFor(about, { ...good, subject: evil }, id).replace(
          '</saml:Issuer>',
          `</saml:Issuer>${signatureOf(real)}`,
        );
        return responseOf(
          about,
          `<saml:Extensions xmlns:saml="urn:x">${real}</saml:Extensions>${fake}`,
        );
      },
    ],
    [
      'an entity defined',
      (about, good) => `<!DOCTYPE x [<!ENTITY e "boss">]>${honest(about, good)}`,
    ],
    ['another audience', saying({ audience: 'https://other.example' })],
    ['no audience', saying({ audience: null })],
    ['another recipient', saying({ recipient: 'https://other.example/acs' })],
    ['another issuer', saying({ issuer: 'https://other.example' })],
    ['an answer to another request', saying({ inResponseTo: `_${newId()}` })],
    ['an answer nobody asked for', saying({ inResponseTo: null })],
    ['ended', saying({ from: -20, until: -10 })],
    ['not yet', saying({ from: 10, until: 20 })],
    ['another way to confirm', saying({ method: 'sender-vouches' })],
    ['a name id for this once', saying({ format: 'transient' })],
    ['nothing in it', (about) => responseOf(about, '')],
    ['no XML', () => 'nothing'],
  ];

  async function tried(forge: Forge) {
    const { owner, domain } = await company();
    const email = `${newId()}@${domain}`;
    const { browser, asked: about } = await asked(email);
    const to = await post(formOf(about, forge(about, { subject: newId(), email })));
    return { owner, browser, email, to };
  }

  test('an honest answer is accepted', async () => {
    const { to, browser } = await tried(honest);
    expect((await finish(browser, to)).status).toBe(200);
  });

  test('a comment in a name does not cut it', async () => {
    const { to, browser, email } = await tried((about, good) =>
      honest(about, { ...good, email: (good.email ?? '').replace('@', '<!-- -->@') }),
    );
    const seen = await finish(browser, to);
    expect([seen.status, seen.data?.user.email]).toEqual([200, email]);
  });

  test.each(vectors)('%s', async (_, forge) => {
    const { to, browser, email, owner } = await tried(forge);
    expect([to.searchParams.get('error'), to.hash]).toEqual(['sso_failed', '']);
    expect((await browser.get('/auth/session')).status).toBe(401);
    const { admin } = await startDatabase();
    const made = await admin.query(
      "select from users u where email = $1 union all select from sign_in_accounts where account_id = 'boss'",
      [email],
    );
    expect(made.rowCount).toBe(0);
    const { rows } = await admin.query(
      "select changes->'after'->>'reason' as reason from events where company_id = $1 and name = 'session.failed'",
      [owner.company_id],
    );
    expect(rows).toEqual([{ reason: 'sso_failed' }]);
  });
});

test('the metadata names what a provider has to know', async () => {
  const response = await router.fetch(
    new Request('http://localhost:3000/api/auth/sso/saml/metadata'),
    {},
  );
  const xml = await response.text();
  expect(response.headers.get('content-type')).toBe('application/samlmetadata+xml');
  expect(xml).toContain('entityID="http://localhost:3000/api/auth/sso/saml/metadata"');
  expect(xml).toContain('Location="http://localhost:3000/api/auth/sso/saml/acs"');
  expect(xml).toContain('WantAssertionsSigned="true"');
});

test.each([
  [{ certificates: ['nothing'] }, 'certificates.0', 'no_certificate'],
  [{ sso_url: 'http://idp.example/sso' }, 'sso_url', 'not_https'],
  [{ sso_url: 'javascript:alert(1)' }, 'sso_url', 'not_https'],
  [{ default_role: 'owner' }, 'default_role', undefined],
])('a connection is not made with %j', async (wrong, path, code) => {
  const { browser } = await registered(house.app);
  const seen = await browser.post('/sso/saml', {
    ...{ name: 'Bad', issuer: providerId, sso_url: 'https://idp.example/sso' },
    ...{ certificates: [certificate], just_in_time: true, default_role: 'rep' },
    ...wrong,
  });
  expect([seen.status, seen.issues?.[0]?.path]).toEqual([422, path]);
  if (code) expect(reasonOf(seen)).toBe(code);
});
