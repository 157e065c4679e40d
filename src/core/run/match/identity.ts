import type { LabelledValue } from '../../shape/field';
import type { Values } from '../context';
import { fold } from '../engine/fold';

/** An id of another product as it is compared. Salesforce writes the same id with 15 or 18 characters, case-sensitive. */
export const sourceKey = (system: string, id: string): string =>
  `id:${system}:${system === 'salesforce' && /^[A-Za-z0-9]{15}[A-Z0-5]{3}$/.test(id) ? id.slice(0, 15) : id}`;

const text = (values: Values, name: string): string =>
  typeof values[name] === 'string' ? values[name] : '';

/** The id in another product. Numbers in a plain spreadsheet mean nothing in another one, so only ids of a known product count. */
export const originKeys = (values: Values): string[] =>
  text(values, 'source_id') === '' || text(values, 'source_system') === ''
    ? []
    : [sourceKey(text(values, 'source_system'), text(values, 'source_id'))];

/** Keys of a person: any mail address, the id in another product, a profile address; name and phone together where there is no mail. */
export function personKeys(values: Values): string[] {
  const keys = originKeys(values);
  const emails = ((values.emails ?? []) as LabelledValue[]).map(({ value }) => value);
  const primary = text(values, 'email');
  if (primary !== '' && !emails.includes(primary)) emails.push(primary);
  for (const email of emails) keys.push(`email:${email}`);
  const profile = text(values, 'linkedin_url');
  if (profile !== '') keys.push(`profile:${bareAddress(profile)}`);
  const phone = text(values, 'phone').replace(/[^\d+]/g, '');
  if (emails.length === 0 && phone !== '') {
    keys.push(
      `phone:${phone}:${fold(`${text(values, 'first_name')} ${text(values, 'last_name')}`)}`,
    );
  }
  return keys;
}

/** Keys of an organisation: the id in another product and its domains. */
export function organisationKeys(values: Values): string[] {
  const domains = [text(values, 'domain'), ...((values.domains ?? []) as string[])].filter(
    (domain) => domain !== '',
  );
  return [...originKeys(values), ...domains.map((domain) => `domain:${domain.toLowerCase()}`)];
}

/** A web address without scheme, `www` and closing slash, decoded. */
function bareAddress(address: string): string {
  const bare = address
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare; // a stray % is part of the address
  }
}
