import type { Values } from '@/core/run/engine/hooks';
import type { WriteShape } from '@/core/run/engine/write-shape';
import type { Part } from './outcome';

/** What a lead gives each record it becomes, in the API's values; null where it says too little for one. */
export interface Become {
  readonly account: Values | null;
  readonly contact: Values | null;
  readonly deal: Values;
}

/** Mail addresses there say nothing about the company of their owner. */
const freeMail = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com ' +
    'gmx.de gmx.net gmx.com web.de t-online.de freenet.de posteo.de mailbox.org proton.me protonmail.com tutanota.com zoho.com ' +
    'mail.com mail.ru yandex.com yandex.ru qq.com 163.com 126.com naver.com orange.fr wanadoo.fr free.fr laposte.net libero.it ' +
    'hotmail.co.uk yahoo.co.uk btinternet.com comcast.net mynet.com windowslive.com hotmail.de hotmail.fr yahoo.de yahoo.fr'
  ).split(' '),
);

/** Domains that stand for the company of a lead: of its website and of its mail address unless anyone can have one there. */
export function domainsOf(lead: Values): string[] {
  const mail = String(lead.email ?? '').split('@')[1] ?? '';
  const site = /^https?:\/\/(?:www\.)?([^/?#:]+)/i.exec(String(lead.website ?? ''))?.[1] ?? '';
  return [...new Set([site.toLowerCase(), mail])].filter(
    (domain) => domain !== '' && !freeMail.has(domain),
  );
}

const shared = [
  'owner_id',
  'private',
  'tags',
  'phone',
  'phones',
  'address',
  'linkedin_url',
] as const;
const ofAccount = ['website', 'industry', 'employees', 'rating'] as const;
const ofContact = [
  ...(['salutation', 'first_name', 'last_name', 'email', 'emails', 'job_title'] as const),
  ...(['description', 'last_touch_at', 'do_not_email', 'do_not_call'] as const),
  ...shared,
] as const;

/** The custom fields of leads and of what they become. */
export type CustomFields = Readonly<Record<'leads' | Part, Pick<WriteShape, 'custom'>>>;

/** Values of custom fields for a part that has a field of the same key and kind; choices only if the part has them too. */
function customFor(lead: Values, part: Part, fields: CustomFields): Values {
  const given = (lead.custom ?? {}) as Values;
  const fitting = [...fields.leads.custom.keys()].flatMap((key) => {
    const [from, to] = [fields.leads, fields[part]].map((one) => one.custom.get(key)?.custom);
    if (!from || !to || from.kind !== to.kind) return [];
    const known = new Set(to.choices.map(({ value }) => value));
    const value = given[key];
    const fits = (one: unknown) => known.size === 0 || known.has(String(one));
    const kept = Array.isArray(value) ? value.filter(fits) : fits(value) ? value : null;
    return isBlank(kept) || (Array.isArray(kept) && kept.length === 0) ? [] : [[key, kept]];
  });
  return fitting.length > 0 ? { custom: Object.fromEntries(fitting) } : {};
}

/** The values of the records a lead becomes. Phone, address and profile are the person's, or the company's when there is no person. */
export function becomes(lead: Values, fields: CustomFields): Become {
  const isPerson = ['first_name', 'last_name', 'email'].some((name) => !isBlank(lead[name]));
  const [domain] = domainsOf(lead);
  const account = isBlank(lead.company_name)
    ? null
    : {
        name: lead.company_name,
        ...(domain ? { domain } : {}),
        ...pick(lead, isPerson ? ['owner_id', 'private', 'tags'] : shared),
        ...pick(lead, ofAccount),
        ...(isPerson ? {} : pick(lead, ['description'])),
        ...customFor(lead, 'account', fields),
      };
  const source = isBlank(lead.source) ? {} : { source: lead.source };
  const contact = isPerson
    ? {
        ...pick(lead, ofContact),
        ...(source.source ? { lead_source: source.source } : {}),
        ...customFor(lead, 'contact', fields),
      }
    : null;
  return {
    account,
    contact,
    deal: {
      title: dealTitle(lead).slice(0, 200),
      ...pick(lead, ['owner_id', 'private']),
      ...source,
      ...customFor(lead, 'deal', fields),
    },
  };
}

/** The company, else the person, else who the mail address is of: an address is no name of a deal. */
function dealTitle({ company_name, first_name, last_name, email, title }: Values): string {
  if (!isBlank(company_name)) return String(company_name);
  const named = !isBlank(first_name) || !isBlank(last_name);
  return named || isBlank(email) ? String(title) : String(email).replace(/@.*/, '');
}

const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || value === false;

const pick = (lead: Values, names: readonly string[]): Values =>
  Object.fromEntries(
    names.flatMap((name) =>
      isBlank(lead[name]) || (Array.isArray(lead[name]) && lead[name].length === 0)
        ? []
        : [[name, lead[name]]],
    ),
  );
