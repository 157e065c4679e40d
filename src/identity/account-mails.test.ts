import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { testApp } from '../../tests/support/app';
import { Authenticator } from '../../tests/support/authenticator';
import { Browser, goodPassword, identityModules, registered } from '../../tests/support/browser';
import { startDatabase } from '../../tests/support/database';
import { operatorOf } from '../../tests/support/operator';
import { resetSecondFactor } from './second-factor/reset';

const next = 'a better battery staple';

test.each([
  [
    'en',
    [
      'Two-step sign-in is on',
      'You have new recovery codes',
      'A passkey was added',
      'A passkey was removed',
      'Two-step sign-in is off',
      'Your password was changed',
      'Your second factors were reset',
      'Your password was changed',
    ],
  ],
  [
    'tr',
    [
      'İki adımlı giriş açıldı',
      'Kurtarma kodlarınız yenilendi',
      'Geçiş anahtarı eklendi',
      'Geçiş anahtarı kaldırıldı',
      'İki adımlı giriş kapatıldı',
      'Parolanız değiştirildi',
      'İkinci adımlarınız sıfırlandı',
      'Parolanız değiştirildi',
    ],
  ],
] as const)(
  'a person hears by mail of all that opens their account, in %s',
  async (language, all) => {
    const time = { ms: Date.parse('2026-11-27T12:00:00Z') };
    const clock = { now: () => new Date(time.ms) };
    const app = await testApp({ modules: identityModules, clock });
    const { browser, email, company_id, user_id } = await registered(app);
    await browser.patch('/profile', { language });
    app.sent.length = 0;
    const offered = await browser.post<{ secret: string }>('/auth/totp');
    const secret = Secret.fromBase32(offered.data.secret);
    await browser.post('/auth/totp/confirm', {
      code: new TOTP({ secret }).generate({ timestamp: time.ms }),
    });
    await browser.post('/auth/recovery-codes');
    const { data } = await browser.post<{ challenge: string }>('/passkeys/options');
    const key = { name: 'Secret name', passkey: new Authenticator().make(data) };
    const made = await browser.post<{ id: string }>('/passkeys', key);
    await browser.patch(`/passkeys/${made.data.id}`, { name: 'Renamed' });
    await browser.delete(`/passkeys/${made.data.id}`);
    await browser.delete('/auth/totp');
    const changed = { current_password: goodPassword, password: next };
    expect((await browser.post('/auth/password', changed)).status).toBe(200);
    await resetSecondFactor(operatorOf(app), email);
    await app.delivered();
    await new Browser(app).post('/auth/password-reset', { email });
    const reset = () => app.sent.findLast(({ text }) => text.includes('#'));
    await expect.poll(reset).toBeDefined();
    const token = /#(\S+)/.exec(reset()?.text ?? '')?.[1];
    const confirmed = await new Browser(app).post('/auth/password-reset/confirm', {
      token,
      password: `${next} again`,
    });
    expect(confirmed.status).toBe(200);
    const told = app.sent.filter((mail) => mail !== reset());
    expect(told.map(({ to }) => to)).toEqual(all.map(() => email));
    expect(told.map(({ subject }) => subject)).toEqual(all);
    for (const { text } of told) expect(text).not.toMatch(/Secret name|#/);
    const { admin } = await startDatabase();
    const events = await admin.query(
      `select actor_kind, actor_id, record_id from events where company_id = $1 and name = 'user.second_factor_reset'`,
      [company_id],
    );
    expect(events.rows).toEqual([{ actor_kind: 'operator', actor_id: null, record_id: user_id }]);
  },
);
