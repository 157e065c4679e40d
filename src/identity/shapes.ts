import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { fieldRights as fieldRightNames } from '@/core/shape/field-rights';
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

/** A domain of mail addresses, in lower case. */
export const mailDomain = z
  .string()
  .transform((text) => text.trim().toLowerCase().replace(/^@/, ''))
  .refine(
    (text) => text.length <= 253 && z.email().safeParse(`somebody@${text}`).success,
    coded('invalid_domain', 'Give a domain such as example.com.'),
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

/** Six digits of an authenticator app, or a recovery code. */
export const code = z
  .string()
  .max(40)
  .refine((text) => text.trim().length > 0, coded('required', 'This is required.'));

/** base64url; whoever checks the passkey finds out when it is not. */
const bytes = (max: number) => z.string().max(max);
const credential = {
  id: bytes(2000),
  rawId: bytes(2000),
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.record(z.string().max(100), z.unknown()),
};

/** What a browser made of a new passkey (WebAuthn, `RegistrationResponseJSON`). */
export const newPasskey = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: bytes(10_000),
    attestationObject: bytes(100_000),
    authenticatorData: bytes(10_000).optional(),
    transports: z.array(z.string().max(40)).max(10).optional(),
    publicKeyAlgorithm: z.int().optional(),
    publicKey: bytes(10_000).optional(),
  }),
});

/** What a passkey answered (WebAuthn, `AuthenticationResponseJSON`). */
export const passkeyAnswer = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: bytes(10_000),
    authenticatorData: bytes(10_000),
    signature: bytes(10_000),
    userHandle: bytes(200).nullish(),
  }),
});

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

/** A network as CIDR, in one way of writing; null when it is none. A lone address is a network of one. */
function networkOf(text: string): string | null {
  const plain = text.trim();
  const one = ipaddr.isValid(plain) ? ipaddr.parse(plain) : null;
  const written = one ? `${plain}/${one.kind() === 'ipv4' ? 32 : 128}` : plain;
  const [start = ''] = written.split('/', 1);
  // `10.1` would be 10.0.0.1, which nobody means who writes it here.
  if (!start.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(start)) return null;
  if (!/^[\da-f.:]+\/\d{1,3}$/i.test(written) || !ipaddr.isValidCIDR(written)) return null;
  const [address, bits] = ipaddr.parseCIDR(written);
  const base =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(written)
      : ipaddr.IPv6.networkAddressFromCIDR(written);
  return `${base.toString()}/${bits}`;
}

/** A network or a lone address, in CIDR notation. */
export const network = z
  .string()
  .max(60)
  .transform((text, { addIssue }) => {
    const found = networkOf(text);
    if (found !== null) return found;
    addIssue({
      code: 'custom',
      message: 'Give a network such as 203.0.113.0/24 or 2001:db8::/32.',
      params: { code: 'invalid_network' },
    });
    return z.NEVER;
  });

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
  mail_domains: z.array(z.string()),
});

/** Where somebody arrives after signing in. */
export const arrivalShape = z.strictObject({ user: userShape, company: companyShape, role });
export const doneShape = z.strictObject({ done: z.literal(true) });

/** `FieldRights` of core/shape: by object and field. */
export const fieldRights = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
    z
      .record(z.string().regex(/^(custom\.)?[a-z][a-z0-9_]{0,62}$/), z.enum(fieldRightNames))
      .refine(
        (fields) => Object.keys(fields).length <= 1000,
        coded('too_many', 'At most 1000 fields.'),
      ),
  )
  .refine(
    (objects) => Object.keys(objects).length <= 100,
    coded('too_many', 'At most 100 objects.'),
  );
