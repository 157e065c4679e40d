import type { Vendor } from './vendors';

const credentials =
  /^(.*?),\s*((?:(?:Ph\.?\s?D|M\.?\s?D|MBA|EMBA|MSc|M\.?Sc|BSc|B\.?Sc|MA|BA|LL\.?M|J\.?D|CPA|CFA|PMP|PE|CEng|Esq|RN|DBA|EdD|MPH|PMI-?\w*|SHRM-?\w*|Prince2|ACCA|CIPD|FCA|FRSA|CSM|CISSP|ITIL|SPHR|PHR|Dr|Prof|Jr|Sr|II|III|IV)\.?)(?:,\s*[\p{Lu}][\p{L}.\-0-9]{1,12})*)$/u;

/** One column with a whole name: the last word is the last name; `Last, First` is understood. */
export function splitFullName(name: string): { first_name?: string; last_name?: string } {
  const comma = /^([^,]+),\s+([^,]+)$/.exec(name);
  if (comma) return { first_name: comma[2], last_name: comma[1] };
  const words = name.split(/\s+/);
  const last = words.pop();
  return words.length > 0 ? { first_name: words.join(' '), last_name: last } : { first_name: last };
}

/**
 * Takes credentials off LinkedIn's last names and drops a first name that is a mail address.
 * `parts`: what the last name was made of; `nameless`: the first name was such an address.
 */
export function tidyNames(
  values: Record<string, unknown>,
  vendor: Vendor,
): { nameless: boolean; parts?: { last_name?: string; suffix?: string } } {
  const last = values.last_name;
  const match =
    vendor === 'linkedin' && typeof last === 'string' && !values.suffix
      ? credentials.exec(last)
      : null;
  const first = values.first_name;
  const nameless =
    typeof first === 'string' && !values.last_name && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(first);
  if (nameless) delete values.first_name;
  return { nameless, ...(match?.[1] ? { parts: { last_name: match[1], suffix: match[2] } } : {}) };
}

/** Address books list organisations among people. */
export const accountIsNoPerson = (object: string, account: string | null): boolean =>
  object === 'contacts' && account !== null;
