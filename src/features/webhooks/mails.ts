import type { Env } from '@/platform/env';
import { letterTo } from '@/platform/mail/layout';
import type { Mail } from '@/platform/mail/mail';

/** Tells that a webhook was switched off and how to have it on again. */
export function switchedOffMail(
  env: Env,
  reader: { readonly name: string; readonly email: string; readonly language: 'en' | 'tr' },
  {
    url,
    company,
    gone,
  }: { readonly url: string; readonly company: string; readonly gone: boolean },
): Mail {
  const { name, email, language } = reader;
  const button = { url: `${env.base_url}/settings/webhooks` };
  return language === 'tr'
    ? letterTo(email, {
        language,
        subject: `${company}: bir webhook kapatıldı`,
        greeting: `Merhaba ${name},`,
        paragraphs: [
          `Ambit artık şu adrese bildirim göndermiyor: ${url}`,
          gone
            ? 'Adres 410 (kaldırıldı) yanıtını verdi.'
            : 'Günlerdir hiçbir gönderim başarılı olmadı.',
        ],
        button: { ...button, label: 'Webhook ayarlarını aç' },
        closing:
          'Bekleyen gönderimler saklanıyor. Adres düzelince webhook’u yeniden açın; bekleyenler gönderilir.',
      })
    : letterTo(email, {
        language,
        subject: `${company}: a webhook was switched off`,
        greeting: `Hello ${name},`,
        paragraphs: [
          `Ambit no longer sends anything to this address: ${url}`,
          gone ? 'The address answered 410 (gone).' : 'Not one delivery has succeeded for days.',
        ],
        button: { ...button, label: 'Open the webhook settings' },
        closing:
          'What waits is kept. Switch the webhook on again once the address works, and it is sent.',
      });
}
