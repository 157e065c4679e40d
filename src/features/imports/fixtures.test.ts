import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { countryCode } from '@/core/run/engine/values/countries';
import { organisationKeys, personKeys } from '@/core/run/match/identity';
import type { CustomField, CustomKind } from '@/core/shape/custom-field';
import type { Address, LabelledAddress, LabelledValue } from '@/core/shape/field';
import type { ObjectDefinition } from '@/core/shape/object';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';
import { deals } from '@/objects/deals/object';
import { type Analysis, analyse } from './analyse';
import { converterOf } from './convert';
import { decodeSample, EncodingProbe } from './decode';
import { RowFilter } from './detect';
import type { Draft } from './draft';
import { rowsOf } from './parse';
import { labelOfTarget } from './target-label';
import { fold } from './text';

const folder = 'tests/fixtures/import';

interface Expected {
  source: string;
  object: 'contact' | 'account' | 'deal';
  encoding: string;
  encoding_also_right?: string[];
  bom: boolean;
  delimiter: string;
  header_row: number;
  data_rows: number;
  columns: string[];
  mapping: Record<string, string | null>;
  date_order?: string;
  decimal?: string;
  timezone?: { samples_assume: string };
  normalized_samples: (Record<string, unknown> & { row: number })[];
  skipped_rows?: { row: number; reason: string }[];
  duplicates: number[][];
  errors: { row: number; column: string | null; reason: string; value?: string }[];
  warnings: { row: number; column: string | null; reason: string }[];
  counts: { clean_rows: number; clean_records: number };
}

/** The fields of their own that the fixture companies have. */
const own: Record<string, Record<string, CustomKind>> = {
  'salesforce-contact': { region: 'text', newsletter_topics: 'multi_choice' },
  'twenty-people': { interests: 'multi_choice', segment: 'choice', vip: 'boolean' },
  'google-contacts': { badge: 'text' },
  'linkedin-connections': { connected_on: 'date' },
  messy: { umsatz: 'decimal', rabatt: 'percent', kunde_seit: 'date' },
  utf16: { customer_since: 'date', credit_limit: 'decimal' },
};
const choices: Record<string, string[]> = {
  newsletter_topics: ['Pumps', 'Service & Parts', 'Glass', 'Training', 'Service'],
  interests: ['PUMPS', 'SERVICE', 'TRAINING'],
  segment: ['ENTERPRISE', 'SMB', 'MID_MARKET'],
};

const customFields = (name: string, object: ObjectDefinition): CustomField[] =>
  Object.entries(own[name] ?? {}).map(([key, kind], position) => ({
    id: key,
    object: object.name,
    key,
    label: key.replaceAll('_', ' '),
    kind,
    required: false,
    filterable: false,
    position,
    choices: (choices[key] ?? []).map((value) => ({ value, label: value })),
  }));

interface Loaded {
  expected: Expected;
  object: ObjectDefinition;
  found: { encoding: string; bom: boolean };
  analysis: Analysis;
  drafts: Draft[];
  skipped: { row: number; reason: string }[];
}

const zones: Record<string, string> = {};

function load(name: string): Loaded {
  const expected = JSON.parse(readFileSync(`${folder}/${name}.expected.json`, 'utf8')) as Expected;
  const bytes = readFileSync(`${folder}/${name}.csv`);
  const object: ObjectDefinition = { contact: contacts, account: accounts, deal: deals }[
    expected.object
  ];
  const custom = customFields(name, object);
  const probe = new EncodingProbe();
  for (let at = 0; at < bytes.length; at += 1000) probe.push(bytes.subarray(at, at + 1000));
  const found = probe.result();
  const text = decodeSample(bytes, found);
  const analysis = analyse(text, object, custom, 'GB');
  const zone = expected.timezone?.samples_assume ?? 'UTC';
  zones[name] = zone;
  const convert = converterOf({
    object,
    custom_fields: custom,
    vendor: analysis.vendor,
    columns: analysis.columns,
    mapping: analysis.mapping,
    style: { order: analysis.date_order, decimal: analysis.decimal, zone, this_year: 2026 },
    setting: { country: '', currency: 'EUR', user_id: '', now: '' },
  });
  const filter = new RowFilter(analysis);
  const drafts: Draft[] = [];
  const skipped: { row: number; reason: string }[] = [];
  for (const row of rowsOf(text, analysis.delimiter)) {
    if (row.row === analysis.header_row) continue;
    const reason = filter.skip(row);
    if (reason !== null) skipped.push({ row: row.row, reason });
    else drafts.push(convert(row));
  }
  for (const draft of drafts) if (draft.skip) skipped.push({ row: draft.row, reason: draft.skip });
  return { expected, object, found, analysis, drafts, skipped };
}

/** The fixtures' names of targets and Ambit's. */
const names: Record<string, string> = {
  notes: 'description',
  last_activity_at: 'last_touch_at',
  timezone: 'time_zone',
  email_opt_out: 'do_not_email',
  manager_name: 'reports_to_name',
};
const dealNames: Record<string, string> = {
  name: 'title',
  close_date: 'close_on',
  stage: 'stage_name',
  pipeline: 'pipeline_name',
};
const renamed = (target: string | null, object: ObjectDefinition): string | null => {
  if (target === null) return null;
  // The last change is Ambit's own.
  if (target === 'updated_at') return null;
  // The brief gives `status` other values; HubSpot's is the lead status.
  if (target === 'status' && object.name === 'contacts') return 'lead_status';
  // No built-in field: a field of the company's own.
  if (target === 'connected_on') return 'custom.connected_on';
  // A contact's web pages are its links.
  if (target === 'website' && object.name === 'contacts') return 'links.website';
  if (object.name === 'deals' && dealNames[target]) return dealNames[target];
  return names[target] ?? target.replace(/^websites/, 'links');
};
/** Steering columns that also say which address they belong to. */
const steering = (target: string | null): string | null =>
  target
    ?.replace(/^_emails\[\d\]\.type$/, '_email_type')
    .replace(/^_emails\[\d\]\.display_name$/, '_email_display_name') ?? null;

const files = [
  'hubspot-contacts',
  'hubspot-companies',
  'hubspot-deals',
  'salesforce-contact',
  'salesforce-account',
  'salesforce-report',
  'pipedrive-people',
  'pipedrive-deals',
  'twenty-people',
  'google-contacts',
  'outlook-contacts',
  'linkedin-connections',
  'messy',
  'utf16',
];

describe.each(files)('%s', (name) => {
  const loaded = load(name);
  const { expected, object, found, analysis, drafts, skipped } = loaded;

  test('is recognised', () => {
    expect([expected.encoding, ...(expected.encoding_also_right ?? [])]).toContain(found.encoding);
    expect(found.bom).toBe(expected.bom);
    expect(analysis.delimiter).toBe(expected.delimiter);
    expect(analysis.header_row).toBe(expected.header_row);
    expect(analysis.vendor).toBe(expected.source);
    expect(analysis.columns).toEqual(expected.columns);
    if (expected.date_order) expect(analysis.date_order).toBe(expected.date_order);
    if (expected.decimal) expect(analysis.decimal).toBe(expected.decimal);
  });

  test('has words for everything it is mapped to', () => {
    for (const { target } of analysis.mapping) {
      if (target === null) continue;
      const { en, tr } = labelOfTarget(target, object, customFields(name, object));
      expect([en, tr]).not.toContain(target);
    }
  });

  test('is mapped', () => {
    const mapping = Object.fromEntries(
      analysis.mapping.map(({ column, target }) => [column, steering(target)]),
    );
    const wanted = Object.fromEntries(
      Object.entries(expected.mapping).map(([column, target]) => [column, renamed(target, object)]),
    );
    // Deleted accounts are left out like deleted contacts, so their columns steer.
    if (name === 'salesforce-account')
      Object.assign(wanted, { IsDeleted: '_deleted', MasterRecordId: '_merged_into' });
    expect(mapping).toEqual(wanted);
  });

  test('counts and leaves out rows', () => {
    expect(drafts.length).toBe(expected.data_rows);
    expect(skipped.sort((a, b) => a.row - b.row)).toEqual(expected.skipped_rows ?? []);
  });

  test('names errors', () => {
    const errors = drafts.flatMap(({ row, issues }) =>
      issues
        .filter(({ severity }) => severity === 'error')
        .map(({ column, reason, value }) => ({ row, column, reason, value })),
    );
    expect(
      errors.map(({ value, ...rest }) => (value === null ? rest : { ...rest, value })),
    ).toEqual(
      expected.errors.map(({ row, column, reason, value }) => ({
        row,
        column,
        reason,
        ...(value === undefined ? {} : { value }),
      })),
    );
  });

  test('names warnings', () => {
    const warnings = drafts.flatMap(({ row, issues }) =>
      issues
        .filter(({ severity }) => severity === 'warning')
        .map(({ column, reason }) => ({ row, column, reason })),
    );
    // What needs the company's members and accounts is told when the row is stored: imports.test.ts.
    const later = new Set([
      'unknown_owner',
      'unknown_account',
      'unknown_manager',
      'unknown_contact',
      'ambiguous_contact',
      ...(name === 'salesforce-contact' || name === 'salesforce-account' ? ['owner_inactive'] : []),
    ]);
    const wanted = expected.warnings
      .filter(({ reason }) => !later.has(reason))
      .map(({ row, column, reason }) => ({ row, column, reason }));
    const inOrder = (a: (typeof wanted)[number], b: (typeof wanted)[number]) =>
      a.row - b.row || String(a.column).localeCompare(String(b.column));
    expect(warnings.sort(inOrder)).toEqual(wanted.sort(inOrder));
  });

  test('finds duplicates', () => {
    const clean = drafts.filter(loads);
    const groups = duplicateGroups(clean, object);
    expect(groups).toEqual([...expected.duplicates].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)));
    expect(clean.length).toBe(expected.counts.clean_rows);
    expect(clean.length - groups.reduce((sum, group) => sum + group.length - 1, 0)).toBe(
      expected.counts.clean_records,
    );
  });

  test.each(expected.normalized_samples.map((sample) => [sample.row, sample] as const))(
    'reads row %i',
    (row, sample) => {
      const draft = drafts.find((one) => one.row === row);
      expect(draft && comparable(draft)).toEqual(wantedOf(sample, name, object));
    },
  );
});

const loads = (draft: Draft): boolean =>
  draft.skip === null &&
  !draft.account_only &&
  !draft.issues.some(({ severity }) => severity === 'error');

function duplicateGroups(drafts: readonly Draft[], object: ObjectDefinition): number[][] {
  const first = new Map<string, number>();
  const groups = new Map<number, number[]>();
  for (const { row, values } of drafts) {
    const keys = object.name === 'contacts' ? personKeys(values) : organisationKeys(values);
    const head = keys.map((key) => first.get(key)).find((one) => one !== undefined) ?? row;
    for (const key of keys) if (!first.has(key)) first.set(key, head);
    groups.set(head, [...(groups.get(head) ?? []), row]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

type Flat = Record<string, unknown>;
const choiceFields = [
  'lead_status',
  'lifecycle_stage',
  'lead_source',
  'type',
  'rating',
  'industry',
];

/** A draft in the fixtures' form. */
function comparable(draft: Draft): Flat {
  const { values } = draft;
  const flat: Flat = { row: draft.row, ...values };
  // Told apart by Ambit only.
  delete flat.source_system;
  // The primary address is shown beside the list.
  if (values.addresses) delete flat.address;
  for (const name of ['emails', 'phones', 'links', 'addresses']) {
    const list = flat[name] as (LabelledValue | LabelledAddress)[] | undefined;
    if (list) flat[name] = list.map(({ primary: _primary, ...rest }) => rest);
  }
  for (const name of choiceFields)
    if (typeof flat[name] === 'string') flat[name] = fold(flat[name]);
  if (draft.owner?.name) flat.owner_name = draft.owner.name;
  if (draft.owner?.email) flat.owner_email = draft.owner.email;
  if (draft.owner?.source_id) flat.owner_source_id = draft.owner.source_id;
  for (const [field, { name, source_id }] of Object.entries(draft.mentions)) {
    const relation = field.replace(/_id$/, '');
    if (name) flat[`${relation}_name`] = name;
    if (source_id) flat[`${relation}_source_id`] = source_id;
  }
  if (draft.account_source_ids.length > 0) flat.account_source_ids = draft.account_source_ids;
  const people = draft.people.flatMap(({ source_id }) => source_id ?? []);
  if (people.length > 0) flat.contact_source_ids = people;
  const person = draft.people.find(({ name }) => name !== null);
  if (person) flat.contact_name = person.name;
  // The first of several ids is the account.
  if (draft.account_source_ids[0] === flat.account_source_id && draft.way)
    delete flat.account_source_id;
  for (const [step, value] of Object.entries(draft.way ?? {}))
    if (value !== null) flat[step === 'guess' ? 'status' : step] = value;
  if (draft.created_at) flat.created_at = draft.created_at;
  if (Object.keys(draft.custom).length > 0) flat.custom = draft.custom;
  for (const name of ['created_at', 'last_touch_at', 'won_at', 'lost_at', 'stage_changed_at'])
    if (typeof flat[name] === 'string') flat[name] = flat[name].replace(/\.\d{3}Z$/, 'Z');
  return flat;
}

/** The fixture's record in Ambit's terms; every difference is one line. */
function wantedOf(sample: Flat, name: string, object: ObjectDefinition): Flat {
  const wanted: Flat = {};
  for (const [key, value] of Object.entries(sample)) {
    if (key === 'connected_on') wanted.custom = { connected_on: value };
    else if (key === 'email_opt_in') wanted.do_not_email = !value;
    // A no-break space inside equals a space.
    else
      wanted[renamed(key, object) ?? key] =
        typeof value === 'string' ? value.replaceAll('\u00a0', ' ') : value;
  }
  // Known only with the other files: imports.test.ts.
  if (sample.account_source_id && name === 'salesforce-contact') delete wanted.account_name;
  if (name.startsWith('salesforce-') && sample.owner_source_id) delete wanted.owner_email;
  delete wanted.parent_name;
  delete wanted.updated_at;
  // One address is a list of one.
  if (wanted.address) wanted.addresses = [{ label: null, ...(wanted.address as Address) }];
  delete wanted.address;
  if (wanted.addresses) wanted.addresses = (wanted.addresses as Flat[]).map(address);
  // A day in a field for instants is its first moment in the zone.
  for (const key of ['created_at', 'last_touch_at']) {
    if (/^\d{4}-\d\d-\d\d$/.test(String(wanted[key] ?? '')))
      wanted[key] = `${String(wanted[key])}T00:00:00Z`;
  }
  for (const key of choiceFields)
    if (typeof wanted[key] === 'string') wanted[key] = fold(wanted[key]);
  // Account types are Ambit's own; Salesforce's are their aliases.
  if (wanted.type === 'customerdirect') wanted.type = 'customer';
  // Addresses of web pages have a scheme, handles of X are addresses.
  if (typeof wanted.website === 'string')
    wanted.website = wanted.website.replace(/^(?!https?:)/, 'https://');
  if (typeof wanted.x_url === 'string') wanted.x_url = wanted.x_url.replace('@', 'https://x.com/');
  if (wanted['links.website']) {
    wanted.links = [{ label: 'website', value: wanted['links.website'] }];
    delete wanted['links.website'];
  }
  // A title is one line.
  if (typeof wanted.title === 'string') wanted.title = wanted.title.replaceAll('\n', ' ');
  // People of a name are found among those of the company: imports.test.ts.
  if (wanted.contact_name) delete wanted.contact_source_ids;
  // Money is an exact decimal.
  if (wanted.amount !== undefined) wanted.amount = Number(wanted.amount).toFixed(2);
  if (wanted.annual_revenue !== undefined)
    wanted.annual_revenue = Number(wanted.annual_revenue).toFixed(2);
  return wanted;
}

/** Five parts, the country as its code, the second line with the street. */
function address({ extended, country, street, ...rest }: Flat): Flat {
  const lines = [street, extended].filter((line) => line !== undefined).join('\n');
  return {
    ...rest,
    ...(lines === '' ? {} : { street: lines }),
    ...(country === undefined ? {} : { country: countryCode(String(country)) ?? country }),
  };
}
