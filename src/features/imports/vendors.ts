import type { Format } from './vendors/format';
import { google } from './vendors/google';
import { hubspot } from './vendors/hubspot';
import { linkedin } from './vendors/linkedin';
import { outlook } from './vendors/outlook';
import { pipedrive } from './vendors/pipedrive';
import { salesforce } from './vendors/salesforce';
import { twenty } from './vendors/twenty';

/** Products whose exports are recognised by their header. */
export const vendors = [
  'hubspot',
  'salesforce',
  'pipedrive',
  'twenty',
  'google',
  'outlook',
  'linkedin',
  'spreadsheet',
] as const;
export type Vendor = (typeof vendors)[number];

const formats: Readonly<Record<Vendor, Format>> = {
  hubspot,
  salesforce,
  pipedrive,
  twenty,
  google,
  outlook,
  linkedin,
  spreadsheet: { signs: [] },
};

/** The product that wrote a header; `spreadsheet` when it is nobody's. */
export function vendorOf(columns: readonly string[]): Vendor {
  const present = new Set(columns);
  const found = vendors.find((vendor) =>
    formats[vendor].signs.some((group) => group.every((sign) => present.has(sign))),
  );
  return found ?? 'spreadsheet';
}

/** The target a product's own table gives; undefined when it does not name the column. */
export function vendorTarget(
  vendor: Vendor,
  object: string,
  header: string,
): string | null | undefined {
  const format = formats[vendor];
  const table =
    object === 'contacts' || object === 'accounts' || object === 'leads' || object === 'deals'
      ? format[object]
      : undefined;
  if (!table) return undefined;
  if (Object.hasOwn(table, header)) return table[header];
  for (const [pattern, target] of format.patterns ?? []) {
    const match = pattern.exec(header);
    if (match) return target === null ? null : target.replace('$1', String(Number(match[1]) - 1));
  }
  return format.closed ? null : undefined;
}
