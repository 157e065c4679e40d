import { expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import { Authenticator, type AuthenticatorOptions } from '../../../tests/support/authenticator';
import { Browser, identityModules, type Person, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

type Options = { challenge: string };
type Passkey = { id: string; name: string; last_used_at: string | null };

const open = () => testApp({ modules: identityModules });

/** Makes a passkey for somebody. */
async function made(
  { browser }: Person,
  key = new Authenticator(),
  how: AuthenticatorOptions = {},
) {
  const { data } = await browser.post<Options>('/passkeys/options');
  const passkey = key.make(data, how);
  const answer = await browser.post<Passkey>('/passkeys', { name: 'Laptop', passkey });
  return { key, passkey, answer };
}

const question = async (browser: Browser): Promise<Options> =>
  (await browser.post<Options>('/auth/passkey/options')).data;

test('a passkey is kept under a name, signs in as its owner, and counts as both factors', async () => {
  const app = await open();
  const person = await registered(app);
  const before = person.browser.copy();
  const { key, answer } = await made(person);
  expect(answer).toMatchObject({ status: 201, data: { name: 'Laptop', last_used_at: null } });
  expect(Object.keys(answer.data).sort()).toEqual(['created_at', 'id', 'last_used_at', 'name']);
  // Threat 26: a session that gains a factor goes on under another token.
  expect((await person.browser.get('/auth/session')).status).toBe(200);
  expect((await before.get('/auth/session')).status).toBe(401);
  const browser = new Browser(app);
  const { status, data } = await browser.post('/auth/passkey', {
    passkey: key.answer(await question(browser)),
  });
  expect([status, data]).toMatchObject([200, { user: { email: person.email } }]);
  const required = { second_factor_required: true };
  expect((await browser.patch('/sign-in-policy', required)).status).toBe(200);
  const [listed] = (await browser.get<Passkey[]>('/passkeys')).data;
  expect(listed?.last_used_at).not.toBeNull();
  expect(
    (await browser.patch<Passkey>(`/passkeys/${listed?.id}`, { name: 'Desk' })).data.name,
  ).toBe('Desk');
  // The password alone is no second step away: only an authenticator app makes it two.
  const { email, password } = person;
  expect((await new Browser(app).post('/auth/login', { email, password })).data).toMatchObject({
    user: { email },
  });
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    `select name from events where company_id = $1 and name like 'passkey.%' order by id`,
    [person.company_id],
  );
  expect(rows.map(({ name }) => name)).toEqual(['passkey.created', 'passkey.updated']);
});

test('nothing is taken for an answer but one to our question, here and now, by the person', async () => {
  const app = await open();
  const person = await registered(app);
  const { key } = await made(person);
  const browser = new Browser(app);
  const asked = await question(browser);
  const refused = async (passkey: object) => {
    const { status, issues } = await new Browser(app).post('/auth/passkey', { passkey });
    expect([status, issues?.[0]?.code]).toEqual([422, 'wrong_passkey']);
  };
  await refused(key.answer({ challenge: Buffer.from('of my own').toString('base64url') }));
  await refused(key.answer(asked, { origin: 'https://evil.example' }));
  await refused(key.answer(asked, { verified: false }));
  await refused(new Authenticator().answer(asked));
  await refused({ ...key.answer(asked), id: 'AAAA', rawId: 'AAAA' });
  const good = key.answer(asked);
  const parallel = await Promise.all(
    [1, 2, 3, 4].map(() => new Browser(app).post('/auth/passkey', { passkey: good })),
  );
  expect(parallel.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422]);
  await refused(good);
});

test('a passkey of somebody else is nobody’s to make, rename, remove or confirm with', async () => {
  const app = await open();
  const [ada, grace] = [await registered(app), await registered(app)];
  const { key, answer } = await made(ada);
  const theirs = await grace.browser.post<Options>('/passkeys/options');
  const stolen = { name: 'Mine', passkey: new Authenticator().make(theirs.data) };
  expect((await ada.browser.post('/passkeys', stolen)).status).toBe(422);
  expect((await made(grace, key)).answer.status).toBe(422);
  expect(
    (await made(grace, new Authenticator(), { origin: 'https://evil.example' })).answer.status,
  ).toBe(422);
  expect((await made(grace, new Authenticator(), { verified: false })).answer.status).toBe(422);
  expect((await made(grace, new Authenticator('evil.example'))).answer.status).toBe(422);
  expect((await grace.browser.patch(`/passkeys/${answer.data.id}`, { name: 'Mine' })).status).toBe(
    404,
  );
  expect((await grace.browser.delete(`/passkeys/${answer.data.id}`)).status).toBe(404);
  const passkey = key.answer(await question(grace.browser));
  expect((await grace.browser.post('/auth/confirm', { passkey })).status).toBe(422);
  expect(
    (await ada.browser.post('/auth/confirm', { passkey: key.answer(await question(ada.browser)) }))
      .status,
  ).toBe(200);
  expect((await grace.browser.get<Passkey[]>('/passkeys')).data).toEqual([]);
});

test('a password alone adds no factor to an account with a passkey, and takes none away', async () => {
  const app = await open();
  const person = await registered(app);
  const { key, answer } = await made(person);
  const { email, password } = person;
  const thief = new Browser(app);
  expect((await thief.post('/auth/login', { email, password })).status).toBe(200);
  const offered = await person.browser.post<Options>('/passkeys/options');
  const stolen = new Authenticator().make(offered.data);
  const attempts = [
    thief.post('/auth/totp'),
    thief.post('/auth/totp/confirm', { code: '123456' }),
    thief.post('/passkeys/options'),
    thief.post('/passkeys', { name: 'Mine', passkey: stolen }),
    thief.delete(`/passkeys/${answer.data.id}`),
  ];
  const refused = (await Promise.all(attempts)).map(({ status, error }) => [status, error]);
  expect(refused).toEqual(refused.map(() => [403, 'confirmation_required']));
  expect((await thief.post('/auth/confirm', { password })).status).toBe(200);
  expect((await thief.post('/auth/totp')).status).toBe(403);
  // The person proves it by the passkey.
  const passkey = key.answer(await question(thief));
  expect((await thief.post('/auth/confirm', { passkey })).status).toBe(200);
  expect((await thief.post('/auth/totp')).status).toBe(200);
});

test('a removed passkey opens nothing, and the session has no second factor any more', async () => {
  const app = await open();
  const person = await registered(app);
  const { key, answer } = await made(person);
  expect((await person.browser.delete(`/passkeys/${answer.data.id}`)).status).toBe(200);
  const browser = new Browser(app);
  const passkey = key.answer(await question(browser));
  expect((await browser.post('/auth/passkey', { passkey })).status).toBe(422);
  const { issues } = await person.browser.patch('/sign-in-policy', {
    second_factor_required: true,
  });
  expect(issues?.[0]?.code).toBe('second_factor_first');
});
