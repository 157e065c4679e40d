import type { CompanyInfo } from '@/core/run/context';
import { letterTo } from '@/platform/mail/layout';
import type { Mail } from '@/platform/mail/mail';

interface QuoteLetter {
  readonly to: string;
  readonly company: Pick<CompanyInfo, 'name' | 'language'>;
  /** Who sends it. */
  readonly sender: string;
  readonly reference: string;
  /** What they wrote; empty for nothing. */
  readonly message: string;
  readonly url: string;
}

/** Carries the link to a quote, in the language of the company. */
export function quoteMail({ to, company, sender, reference, message, url }: QuoteLetter): Mail {
  const { name, language } = company;
  const own = message
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return language === 'tr'
    ? letterTo(to, {
        language,
        subject: `${name}: ${reference} numaralı teklif`,
        greeting: 'Merhaba,',
        paragraphs: own.length > 0 ? own : [`${sender}, ${name} adına size bir teklif gönderdi.`],
        button: { url, label: 'Teklifi aç' },
        closing: 'Teklifi orada okuyabilir, indirebilir, kabul edebilir veya reddedebilirsiniz.',
      })
    : letterTo(to, {
        language,
        subject: `${name}: quote ${reference}`,
        greeting: 'Hello,',
        paragraphs: own.length > 0 ? own : [`${sender} of ${name} has sent you a quote.`],
        button: { url, label: 'Open the quote' },
        closing: 'There you can read, download, accept or decline it.',
      });
}
