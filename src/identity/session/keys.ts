import { hash, randomBytes } from 'node:crypto';

/** SHA-256, base64url: how every secret that only has to be recognised is kept. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url');

/** 256 random bits, base64url. */
const random = (): string => randomBytes(32).toString('base64url');

/** A company's id as 22 characters, so that a token names its company and is looked up inside it. */
const packed = (id: string): string =>
  Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

function unpacked(text: string): string {
  const hex = Buffer.from(text, 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const keyForm = /^amb_[\w-]{43}([\w-]{22})$/;
const tokenForm = /^[\w-]{43}([\w-]{22})$/;

/** A new API key: `amb_`, 43 random characters, the company. */
export const newApiKey = (company_id: string): string => `amb_${random()}${packed(company_id)}`;

/** Which company a key belongs to; null when it is no key at all. */
export const companyOfKey = (key: string): string | null => companyIn(keyForm, key);

/** A new one-time token of a company, such as an invitation's. */
export const newToken = (company_id: string): string => random() + packed(company_id);

/** Which company a token belongs to; null when it is no token at all. */
export const companyOfToken = (token: string): string | null => companyIn(tokenForm, token);

/** What an app is called by: itself and its company. */
export const clientIdOf = (company_id: string, app_id: string): string =>
  `app_${packed(app_id)}${packed(company_id)}`;

/** The app that a client id names; null when it is none. */
export function appOfClientId(text: string): { company_id: string; id: string } | null {
  const [, app, company] = /^app_([\w-]{22})([\w-]{22})$/.exec(text) ?? [];
  return app && company ? { company_id: unpacked(company), id: unpacked(app) } : null;
}

function companyIn(form: RegExp, text: string): string | null {
  const company = form.exec(text)?.[1];
  return company === undefined ? null : unpacked(company);
}
