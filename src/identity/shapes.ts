import { z } from 'zod';
import { isCurrency } from '@/core/shape/money';
import { roles } from './permissions';
import { normalPassword, passwordIssues } from './session/password-rules';

/** Schemas shared by the contracts of identity. */

const coded = (code: string, message: string) => ({ message, params: { code } });

/** A line people type: trimmed, one line, composed characters. */
export const line = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => text.length > 0, coded('required', 'This is required.'))
    .refine((text) => [...text].length <= max, coded('too_long', `Use at most ${max} characters.`))
    .refine(
      (text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text),
      coded('invalid_text', 'Use one line without control characters.'),
    );

/** A mail address, in lower case. */
export const mailAddress = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .refine(
    (text) => text.length <= 254 && z.email().safeParse(text).success,
    coded('invalid_email', 'This is not a mail address.'),
  );

/** A password as typed, in one form. */
export const password = z
  .string()
  .max(1000, { message: 'Use at most 200 characters.' })
  .transform(normalPassword)
  .refine((text) => text.length > 0, coded('required', 'This is required.'));

/** A new password. Whether it holds its owner's name is checked by the commands, which know the owner. */
export const newPassword = password.superRefine((text, { addIssue }) => {
  for (const { code, message } of text === '' ? [] : passwordIssues('', text))
    addIssue({ code: 'custom', message, params: { code } });
});

export const oneTimeToken = z.string().max(200);

export const language = z.enum(['en', 'tr']);
export const role = z.enum(roles);

export const currency = z
  .string()
  .refine(isCurrency, coded('invalid_currency', 'Give a currency as three letters, such as EUR.'));

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
export const country = z
  .string()
  .refine(
    (code) => /^[A-Z]{2}$/.test(code) && regions.of(code) !== undefined,
    coded('invalid_country', 'Give a country as two letters, such as DE.'),
  );

/** An IANA name such as Europe/Istanbul. */
export const timeZone = z
  .string()
  .refine(isTimeZone, coded('invalid_time_zone', 'This time zone is not known.'));

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+){0,2}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const id = z.uuid();
export const instant = z.string();

/** An instant somebody gives, with its offset; in UTC, and in the years a database column can hold. */
export const instantInput = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine(
    (text) => /^(?!0000)\d{4}-/.test(text),
    coded('out_of_range', 'Give a time in the years 1 to 9999.'),
  );

export const userShape = z.strictObject({
  id,
  name: z.string(),
  email: z.string(),
  email_verified: z.boolean(),
  avatar_url: z.string().nullable(),
  language,
  theme: z.enum(['light', 'dark', 'system']),
  time_zone: z.string().nullable(),
  is_operator: z.boolean(),
});

export const companyShape = z.strictObject({
  id,
  name: z.string(),
  currency: z.string(),
  country: z.string().nullable(),
  time_zone: z.string(),
  language,
  accent: z.string().nullable(),
  logo_url: z.string().nullable(),
  audit_retention_months: z.int().nullable(),
  fiscal_start_month: z.int(),
});

/** Where somebody arrives after signing in. */
export const arrivalShape = z.strictObject({ user: userShape, company: companyShape, role });
export const doneShape = z.strictObject({ done: z.literal(true) });
