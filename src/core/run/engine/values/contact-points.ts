import { domainToASCII } from 'node:url';
import {
  type CountryCode,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
} from 'libphonenumber-js';
import { Problem } from './problem';
import { asString, cleanLine } from './text';

const plainEmail =
  /^(?=[^@]{1,64}@)[a-z0-9_+-]+(?:[.'][a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const localPart = /^[^\s@"(),:;<>[\]\\\p{Cc}]{1,64}$/u;
const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A mail address in lower case. The domain may be international and stays as written. */
export function parseEmail(input: unknown): string {
  const text = cleanLine(asString(input)).toLowerCase();
  if (text.length <= 254 && plainEmail.test(text)) return text;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const dots = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  if (text.length > 254 || dots || !localPart.test(local) || !isHost(text.slice(at + 1))) {
    throw new Problem('invalid_email', 'This is not a mail address.');
  }
  return text;
}

/** Whether a name like `example.com` or `bücher.example` can be a public host: two labels, the last not a number. */
export function isHost(name: string): boolean {
  if (/[\s%/?#:@\\[\]]/.test(name)) return false;
  const labels = domainToASCII(name).split('.');
  const last = labels.at(-1) ?? '';
  return (
    labels.length >= 2 &&
    labels.every((label) => hostLabel.test(label)) &&
    /^(?:xn--.+|[a-z]{2,})$/.test(last)
  );
}

export interface PhoneNumber {
  /** E.164 when the country is known, else as typed. */
  readonly value: string;
  /** Digits. */
  readonly extension?: string;
}

const plainE164 = /^\+[1-9]\d{6,14}$/;

/**
 * A phone number. Without a leading + it is read as one of `country` (ISO alpha-2; empty = unknown, kept as typed).
 * Throws only when no number of that country can look like it.
 */
export function parsePhone(input: unknown, country: string): PhoneNumber {
  const text = cleanLine(asString(input)).replace(/^00(?=[1-9])/, '+');
  if (text.length > 60) throw new Problem('invalid_phone', 'This is not a phone number.');
  const region = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  try {
    const parsed = parsePhoneNumberWithError(text, region);
    if (!parsed.isPossible()) throw new Problem('invalid_phone', 'This cannot be a phone number.');
    return parsed.ext ? { value: parsed.number, extension: parsed.ext } : { value: parsed.number };
  } catch (error) {
    if (error instanceof ParseError) {
      const typed = error.message === 'INVALID_COUNTRY' && !text.startsWith('+');
      if (typed && /\d{3}/.test(text.replace(/\D/g, '')) && !/\p{L}{4}/u.test(text))
        return { value: text };
      if (plainE164.test(text))
        throw new Problem('invalid_phone', 'No country has a number like this.');
      throw new Problem('invalid_phone', 'This is not a phone number.');
    }
    throw error;
  }
}

/** An http(s) address; `https://` is put in front when there is no scheme. */
export function parseUrl(input: unknown): string {
  const text = cleanLine(asString(input));
  const wrong = () =>
    new Problem('invalid_url', 'This must be a web address that starts with http:// or https://.');
  if (/\s/.test(text) || (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) && !/^https?:\/\//i.test(text)))
    throw wrong();
  const full = /^https?:\/\//i.test(text) ? text : `https://${text.replace(/^\/\//, '')}`;
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    throw wrong();
  }
  if (!isHost(url.hostname) && !/^\d+(?:\.\d+){3}$/.test(url.hostname)) throw wrong();
  if (url.username !== '' || url.password !== '') throw wrong();
  return full.replace(/^https?:\/\/[^/?#]*/i, (start) => start.toLowerCase());
}
