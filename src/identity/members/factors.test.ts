import { expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import { identityModules, joined, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

interface Factors {
  id: string;
  authenticator: boolean;
  passkey: boolean;
  lacking: boolean;
}

test('administrators see who has which second factor, and who lacks a required one', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const [ada, rep] = [await joined(app, host, 'rep'), await joined(app, host, 'rep')];
  const stranger = await registered(app);
  const { admin } = await startDatabase();
  await admin.query(
    "insert into totp_secrets (user_id, sealed, confirmed_at) values ($1, 'x', now()), ($2, 'x', null)",
    [ada.user_id, rep.user_id],
  );
  await admin.query(
    `insert into passkeys (id, user_id, name, credential_id, public_key) values (gen_random_uuid(), $1, 'Key', 'c', '')`,
    [host.user_id],
  );
  const factors = async () => {
    const { data } = await host.browser.get<Factors[]>('/member-factors');
    return new Map(data.map(({ id, ...rest }) => [id, rest]));
  };
  const before = await factors();
  expect(before.size).toBe(3);
  expect(before.has(stranger.user_id)).toBe(false);
  expect(before.get(ada.user_id)).toEqual({ authenticator: true, passkey: false, lacking: false });
  expect(before.get(host.user_id)).toEqual({ authenticator: false, passkey: true, lacking: false });
  // One that was begun and never confirmed is none.
  expect(before.get(rep.user_id)).toMatchObject({ authenticator: false, lacking: false });
  await admin.query('update companies set second_factor_required = true where id = $1', [
    stranger.company_id,
  ]);
  expect((await factors()).get(rep.user_id)).toMatchObject({ lacking: false });
  await admin.query('update companies set second_factor_required = true where id = $1', [
    host.company_id,
  ]);
  // Whoever asks has to have proved theirs then.
  await admin.query('update sessions set second_factor_at = now() where user_id = $1', [
    host.user_id,
  ]);
  await expect
    .poll(async () => (await factors()).get(rep.user_id))
    .toMatchObject({ lacking: true });
  expect((await factors()).get(ada.user_id)).toMatchObject({ lacking: false });
  expect((await rep.browser.get('/member-factors')).status).toBe(403);
});
