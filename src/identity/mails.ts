import type { Env } from '@/platform/env';
import { letterTo } from '@/platform/mail/layout';
import type { Mail } from '@/platform/mail/mail';
import type { RoleName } from './permissions';

export type Language = 'en' | 'tr';
/** Whom a mail goes to. */
export interface Reader {
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

/** The token stands behind #, so it reaches no server log and no referrer. Links lead to the configured address only. */
const link = (env: Env, page: string, token: string): string => `${env.base_url}/${page}#${token}`;

/** Asks a new user to prove the address. */
export function verifyMail(env: Env, { name, email, language }: Reader, token: string): Mail {
  const button = { url: link(env, 'verify-email', token) };
  return language === 'tr'
    ? letterTo(email, {
        language,
        subject: 'E-posta adresinizi doğrulayın',
        greeting: `Merhaba ${name},`,
        paragraphs: ['Ambit hesabınızın bu e-posta adresine ait olduğunu doğrulayın.'],
        button: { ...button, label: 'Adresi doğrula' },
        closing: 'Bağlantı üç gün geçerlidir. Hesap açmadıysanız bu iletiyi yok sayın.',
      })
    : letterTo(email, {
        language,
        subject: 'Confirm your mail address',
        greeting: `Hello ${name},`,
        paragraphs: ['Please confirm that your Ambit account belongs to this address.'],
        button: { ...button, label: 'Confirm address' },
        closing: 'The link works for three days. If you did not open an account, ignore this mail.',
      });
}

/** Carries the link that sets a new password. */
export function resetMail(env: Env, { name, email, language }: Reader, token: string): Mail {
  const button = { url: link(env, 'reset-password', token) };
  return language === 'tr'
    ? letterTo(email, {
        language,
        subject: 'Parolanızı yenileyin',
        greeting: `Merhaba ${name},`,
        paragraphs: ['Ambit parolanızı yenilemek için bir istek aldık.'],
        button: { ...button, label: 'Yeni parola belirle' },
        closing:
          'Bağlantı bir saat ve tek kullanım için geçerlidir. İstek sizden gelmediyse bu iletiyi yok sayın; parolanız değişmez.',
      })
    : letterTo(email, {
        language,
        subject: 'Reset your password',
        greeting: `Hello ${name},`,
        paragraphs: ['Somebody asked to reset the password of your Ambit account.'],
        button: { ...button, label: 'Choose a new password' },
        closing:
          'The link works once and for one hour. If it was not you, ignore this mail; your password stays as it is.',
      });
}

/** Tells somebody that their account was entered from a browser it was not known from. */
export function newDeviceMail(
  env: Env,
  { name, email, language }: Reader,
  { browser, ip }: { readonly browser: string | null; readonly ip: string | null },
): Mail {
  const button = { url: `${env.base_url}/settings/sessions` };
  return language === 'tr'
    ? letterTo(email, {
        language,
        subject: 'Yeni bir cihazdan oturum açıldı',
        greeting: `Merhaba ${name},`,
        paragraphs: [
          'Ambit hesabınızda daha önce görülmeyen bir tarayıcıdan oturum açıldı.',
          `Tarayıcı: ${browser ?? 'bilinmiyor'}. Adres: ${ip ?? 'bilinmiyor'}`,
        ],
        button: { ...button, label: 'Oturumları gözden geçir' },
        closing: 'Siz değilseniz o oturumu kapatın ve parolanızı değiştirin.',
      })
    : letterTo(email, {
        language,
        subject: 'New sign-in to your account',
        greeting: `Hello ${name},`,
        paragraphs: [
          'Somebody signed in to your Ambit account from a browser that was not seen before.',
          `Browser: ${browser ?? 'unknown'}. Address: ${ip ?? 'unknown'}`,
        ],
        button: { ...button, label: 'Look at your sessions' },
        closing: 'If it was not you, end that session and change your password.',
      });
}

const roleNames: Readonly<Record<RoleName, Readonly<Record<Language, string>>>> = {
  owner: { en: 'owner', tr: 'sahip' },
  admin: { en: 'administrator', tr: 'yönetici' },
  manager: { en: 'manager', tr: 'müdür' },
  rep: { en: 'representative', tr: 'temsilci' },
  read_only: { en: 'reader', tr: 'okuyucu' },
  custom: { en: 'member', tr: 'üye' },
  guest: { en: 'guest', tr: 'misafir' },
};

export interface Invited {
  readonly email: string;
  readonly role: RoleName;
  readonly company: string;
  readonly inviter: string;
  readonly language: Language;
}

/** Invites somebody into a company. */
export function inviteMail(env: Env, invited: Invited, token: string): Mail {
  const { email, company, inviter, language } = invited;
  const role = roleNames[invited.role][language];
  const button = { url: link(env, 'invitation', token) };
  return language === 'tr'
    ? letterTo(email, {
        language,
        subject: `${inviter} sizi ${company} çalışma alanına davet ediyor`,
        greeting: 'Merhaba,',
        paragraphs: [
          `${inviter} sizi Ambit üzerinde ${company} çalışma alanına ${role} olarak davet ediyor.`,
        ],
        button: { ...button, label: 'Daveti kabul et' },
        closing: 'Davet yedi gün geçerlidir. Beklemiyorduysanız bu iletiyi yok sayın.',
      })
    : letterTo(email, {
        language,
        subject: `${inviter} invites you to ${company}`,
        greeting: 'Hello,',
        paragraphs: [`${inviter} invites you to work in ${company} on Ambit as ${role}.`],
        button: { ...button, label: 'Accept the invitation' },
        closing: 'The invitation works for seven days. If you did not expect it, ignore this mail.',
      });
}
