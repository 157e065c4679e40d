import compile from 'icu-minify/compile';
import type { AbstractIntlMessages } from 'next-intl';
import en from '@/ui/messages/en.json';
import tr from '@/ui/messages/tr.json';
import type { Language } from '@/ui/shell/preferences';

interface Texts {
  [key: string]: string | Texts;
}

/**
 * Every text with its placeholders and plurals already taken apart, so that no parser goes to the browser
 * (`use-intl/format-message` points at the formatter alone in next.config.ts). Plain texts stay as they are.
 */
const compiled = (texts: Texts): AbstractIntlMessages =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      typeof text === 'string' ? compile(text) : compiled(text),
    ]),
  ) as AbstractIntlMessages;

// The compiler makes objects without a prototype, which React does not carry over to the browser.
const plain = (texts: AbstractIntlMessages): AbstractIntlMessages =>
  JSON.parse(JSON.stringify(texts));

const messages: Readonly<Record<Language, AbstractIntlMessages>> = {
  en: plain(compiled(en)),
  tr: plain(compiled(tr)),
};

/** Every text of the screens in one language; only that one goes to the browser. */
export const messagesOf = (language: Language): AbstractIntlMessages => messages[language];
