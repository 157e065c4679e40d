import { isText } from '@/core/run/body';
import { mailAddress } from '../shapes';
import type { Vouched } from './admit';

const textOf = (value: unknown): string =>
  typeof value === 'string' && isText(value) ? value.normalize('NFC').trim() : '';

/** A name as it fits a user: one line of at most 100 characters. */
export const nameOf = (value: unknown): string =>
  [...textOf(value).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')].slice(0, 100).join('').trim();

/** An address as users have it; empty when it is none. */
export function addressOf(value: unknown): string {
  const parsed = mailAddress.safeParse(textOf(value));
  return parsed.success ? parsed.data : '';
}

/** Claims of an identity token, checked before, as somebody here. */
export function personOf(claims: Readonly<Record<string, unknown>>): Vouched {
  const { sub, email, email_verified, name, given_name, family_name } = claims;
  const confirmed = email_verified === true || email_verified === 'true';
  return {
    subject: String(sub),
    email: addressOf(email),
    email_verified: email_verified === undefined ? null : confirmed,
    name: nameOf(name) || nameOf(`${textOf(given_name)} ${textOf(family_name)}`),
  };
}
