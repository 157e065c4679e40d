import { base, en, Faker, tr } from '@faker-js/faker';

export type DemoLanguage = 'en' | 'tr';

export interface DemoAccount {
  readonly key: number;
  readonly parent: number | null;
  readonly input: Record<string, unknown>;
}

export interface DemoContact {
  readonly account: number;
  readonly input: Record<string, unknown>;
}

const industries = [
  'Logistics',
  'Energy',
  'Manufacturing',
  'Software',
  'Healthcare',
  'Retail',
  'Construction',
  'Food and drink',
  'Finance',
  'Media',
] as const;
const titles = [
  'Head of Procurement',
  'Chief Executive',
  'Operations Manager',
  'IT Director',
  'Buyer',
  'Finance Director',
  'Sales Manager',
  'Plant Manager',
  'Head of Marketing',
  'Office Manager',
] as const;
const departments = [
  'Procurement',
  'Management',
  'Operations',
  'IT',
  'Finance',
  'Sales',
  'Marketing',
] as const;
const sources = [
  'Web form',
  'Trade fair',
  'Referral',
  'Outbound',
  'Partner',
  'Newsletter',
] as const;
const nextSteps = [
  'Send the offer',
  'Call back',
  'Book a demo',
  'Introduce to the team',
  'Follow up after the fair',
  'Clarify the budget',
] as const;
const phoneFormats = { en: '+44 20 7946 0###', tr: '+90 212 555 ## ##' } as const;
const cities = {
  en: [
    ['London', 'GB', 'EC2A'],
    ['Leeds', 'GB', 'LS1'],
    ['Dublin', 'IE', 'D02'],
    ['Berlin', 'DE', '10115'],
    ['Lyon', 'FR', '69002'],
    ['Oslo', 'NO', '0150'],
  ],
  tr: [
    ['İstanbul', 'TR', '34394'],
    ['Ankara', 'TR', '06420'],
    ['İzmir', 'TR', '35220'],
    ['Bursa', 'TR', '16010'],
    ['Antalya', 'TR', '07010'],
  ],
} as const;
const day = 86_400_000;

/** A story of 48 accounts and their people, the same for the same seed, with dates spread over the year before `now`. */
export function demoData(
  language: DemoLanguage,
  now: Date,
): { accounts: DemoAccount[]; contacts: DemoContact[] } {
  const faker = new Faker({ locale: language === 'tr' ? [tr, en, base] : [en, base], seed: 2026 });
  const ago = (days: number) => new Date(now.getTime() - days * day).toISOString();
  const on = (days: number) => new Date(now.getTime() + days * day).toISOString().slice(0, 10);
  const accounts = Array.from({ length: 48 }, (_, key) => account(faker, language, key, ago));
  const contacts = accounts.flatMap((owner) =>
    Array.from({ length: faker.number.int({ min: 2, max: 6 }) }, () =>
      contact(faker, language, owner, ago, on),
    ),
  );
  return { accounts, contacts };
}

function account(
  faker: Faker,
  language: DemoLanguage,
  key: number,
  ago: (days: number) => string,
): DemoAccount {
  const name = faker.company.name();
  const slug = asciiSlug(name);
  const [city, country, postal_code] = faker.helpers.arrayElement<readonly string[]>(
    cities[language],
  );
  const employees = faker.helpers.arrayElement([12, 35, 80, 140, 260, 480, 900, 2400, 7800]);
  const input = {
    name,
    domain: `${slug}.example`,
    website: `https://www.${slug}.example/`,
    industry: faker.helpers.arrayElement(industries),
    employees,
    annual_revenue: `${employees * faker.number.int({ min: 70, max: 220 }) * 1000}.00`,
    type: faker.helpers.weightedArrayElement([
      { value: 'prospect', weight: 5 },
      { value: 'customer', weight: 6 },
      { value: 'partner', weight: 1 },
    ]),
    rating: faker.helpers.arrayElement(['hot', 'warm', 'cold', null]),
    phone: faker.helpers.replaceSymbols(phoneFormats[language]),
    address: { street: faker.location.streetAddress(), city, postal_code, country },
    last_touch_at: ago(faker.number.int({ min: 0, max: 120 })),
    tags: faker.helpers.arrayElements(['key account', 'newsletter', 'renewal', 'fair 2026'], {
      min: 0,
      max: 2,
    }),
  };
  return { key, parent: key > 8 && key % 9 === 0 ? key - 9 : null, input };
}

function contact(
  faker: Faker,
  language: DemoLanguage,
  owner: DemoAccount,
  ago: (days: number) => string,
  on: (days: number) => string,
): DemoContact {
  const first_name = faker.person.firstName();
  const last_name = faker.person.lastName();
  const address = `${asciiSlug(first_name)}.${asciiSlug(last_name)}@${String(owner.input.domain)}`;
  const planned = faker.datatype.boolean(0.45);
  return {
    account: owner.key,
    input: {
      first_name,
      last_name,
      emails: [{ label: 'work', value: address, primary: true }],
      phones: [
        {
          label: 'work',
          value: faker.helpers.replaceSymbols(phoneFormats[language]),
          primary: true,
        },
        ...(faker.datatype.boolean(0.4)
          ? [{ label: 'mobile', value: faker.helpers.replaceSymbols(phoneFormats[language]) }]
          : []),
      ],
      job_title: faker.helpers.arrayElement(titles),
      department: faker.helpers.arrayElement(departments),
      status: faker.helpers.arrayElement([
        'lead',
        'prospect',
        'active',
        'customer',
        'customer',
        'inactive',
      ]),
      lifecycle_stage: faker.helpers.arrayElement([
        'lead',
        'sales_qualified_lead',
        'opportunity',
        'customer',
      ]),
      lead_source: faker.helpers.arrayElement(sources),
      last_touch_at: ago(faker.number.int({ min: 0, max: 200 })),
      next_step: planned ? faker.helpers.arrayElement(nextSteps) : null,
      next_step_on: planned ? on(faker.number.int({ min: 1, max: 30 })) : null,
      tags: faker.helpers.arrayElements(
        ['decision maker', 'newsletter', 'technical', 'fair 2026'],
        { min: 0, max: 2 },
      ),
      do_not_email: faker.datatype.boolean(0.05),
    },
  };
}

/** Letters that survive in a mail address and a host name: `Öz Çelik A.Ş.` -> `oz-celik-as`. */
export function asciiSlug(words: string): string {
  const plain = words
    .replaceAll('ı', 'i')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/[^\w\s-]/g, '');
  return (
    plain
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, '-')
      .replaceAll(/[^a-z\d-]/g, '') || 'name'
  );
}
