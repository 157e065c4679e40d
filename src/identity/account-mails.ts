import type { Env } from '@/platform/env';
import { letterTo } from '@/platform/mail/layout';
import type { Mail } from '@/platform/mail/mail';
import type { Language, Reader } from './mails';

/** What of an account was changed that opens it, or that it is reached by. */
export type AccountChange =
  | 'password'
  | 'second_factor_on'
  | 'second_factor_off'
  | 'recovery_codes'
  | 'passkey_added'
  | 'passkey_removed'
  | 'email'
  | 'factors_reset';

const what: Readonly<Record<AccountChange, Readonly<Record<Language, readonly [string, string]>>>> =
  {
    password: {
      en: ['Your password was changed', 'A new password was set for your Ambit account.'],
      tr: ['Parolanız değiştirildi', 'Ambit hesabınız için yeni bir parola belirlendi.'],
    },
    second_factor_on: {
      en: [
        'Two-step sign-in is on',
        'An authenticator app was added to your Ambit account. Signing in by password takes its code from now on.',
      ],
      tr: [
        'İki adımlı giriş açıldı',
        'Ambit hesabınıza bir doğrulama uygulaması eklendi. Bundan sonra parolayla girişte onun kodu da istenir.',
      ],
    },
    second_factor_off: {
      en: [
        'Two-step sign-in is off',
        'The authenticator app was removed from your Ambit account, with its recovery codes.',
      ],
      tr: [
        'İki adımlı giriş kapatıldı',
        'Doğrulama uygulaması ve kurtarma kodları Ambit hesabınızdan kaldırıldı.',
      ],
    },
    recovery_codes: {
      en: [
        'You have new recovery codes',
        'New recovery codes were made for your Ambit account. Those from before open nothing any more.',
      ],
      tr: [
        'Kurtarma kodlarınız yenilendi',
        'Ambit hesabınız için yeni kurtarma kodları oluşturuldu. Eskileri artık geçersiz.',
      ],
    },
    passkey_added: {
      en: ['A passkey was added', 'A passkey that opens your Ambit account was added.'],
      tr: ['Geçiş anahtarı eklendi', 'Ambit hesabınızı açan bir geçiş anahtarı eklendi.'],
    },
    passkey_removed: {
      en: ['A passkey was removed', 'A passkey of your Ambit account was removed.'],
      tr: ['Geçiş anahtarı kaldırıldı', 'Ambit hesabınızın bir geçiş anahtarı kaldırıldı.'],
    },
    email: {
      en: [
        'Your mail address was changed',
        'Your company gave your Ambit account another mail address. You sign in with the new one.',
      ],
      tr: [
        'E-posta adresiniz değiştirildi',
        'Şirketiniz Ambit hesabınızın e-posta adresini değiştirdi. Artık yeni adresle giriş yaparsınız.',
      ],
    },
    factors_reset: {
      en: [
        'Your second factors were reset',
        'The operator of this installation removed the authenticator app, the recovery codes and the passkeys of your Ambit account.',
      ],
      tr: [
        'İkinci adımlarınız sıfırlandı',
        'Bu kurulumun işletmeni doğrulama uygulamanızı, kurtarma kodlarınızı ve geçiş anahtarlarınızı Ambit hesabınızdan kaldırdı.',
      ],
    },
  };

/** Tells somebody that what opens their account was changed; it says so whoever did it, and carries nothing secret. */
export function accountMail(
  env: Pick<Env, 'base_url'>,
  { name, email, language }: Reader,
  change: AccountChange,
): Mail {
  const url = `${env.base_url}/settings/security`;
  const [subject, text] = what[change][language];
  return language === 'tr'
    ? letterTo(email, {
        language,
        subject,
        greeting: `Merhaba ${name},`,
        paragraphs: [text],
        button: { url, label: 'Güvenlik ayarlarına bak' },
        closing:
          'Bunu siz yapmadıysanız parolanızı hemen yenileyin, oturumlarınızı kapatın ve yöneticinize haber verin.',
      })
    : letterTo(email, {
        language,
        subject,
        greeting: `Hello ${name},`,
        paragraphs: [text],
        button: { url, label: 'Look at your security settings' },
        closing:
          'If it was not you, set a new password at once, end your sessions and tell your administrator.',
      });
}
