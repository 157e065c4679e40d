import { base, en, Faker, tr } from '@faker-js/faker';
import { asciiSlug, type DemoLanguage } from './demo-data';

const sources = [
  'Web form',
  'Trade fair',
  'Referral',
  'Outbound',
  'Newsletter',
  'Partner',
] as const;
const jobs = [
  'Operations Manager',
  'Buyer',
  'Chief Executive',
  'IT Director',
  'Plant Manager',
] as const;
const industries = [
  'Logistics',
  'Energy',
  'Manufacturing',
  'Software',
  'Healthcare',
  'Retail',
] as const;
const messages = {
  en: [
    'Asked for a price list on the website.',
    'Wants to see the product before the summer.',
    'Met at the fair, took two brochures.',
    'Their contract elsewhere ends in spring.',
    'Recommended by a customer, asks for a call back.',
  ],
  tr: [
    'Web sitesinden fiyat listesi istedi.',
    'Yazdan önce ürünü görmek istiyor.',
    'Fuarda tanıştık, iki broşür aldı.',
    'Şu anki sözleşmesi ilkbaharda bitiyor.',
    'Bir müşteri önerdi, geri aranmak istiyor.',
  ],
} as const;

/** Leads of the demo company, the same for the same seed: most are new, a few of no use; every seventh is of an account that is there. */
export function demoLeads(
  language: DemoLanguage,
  now: Date,
  accounts: readonly { readonly input: Record<string, unknown> }[],
): Record<string, unknown>[] {
  const faker = new Faker({ locale: language === 'tr' ? [tr, en, base] : [en, base], seed: 2028 });
  const on = (days: number) =>
    new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return Array.from({ length: 36 }, (_, at) => {
    const known = at % 7 === 3 ? accounts[at % accounts.length]?.input : undefined;
    const first_name = faker.person.firstName();
    const last_name = faker.person.lastName();
    const company_name = String(known?.name ?? faker.company.name());
    const domain = String(known?.domain ?? `${asciiSlug(company_name)}.example`);
    const status = faker.helpers.weightedArrayElement([
      { value: 'new', weight: 5 },
      { value: 'working', weight: 4 },
      { value: 'nurturing', weight: 2 },
      { value: 'qualified', weight: 2 },
      { value: 'unqualified', weight: 2 },
    ]);
    const planned = status === 'working' || status === 'qualified';
    return {
      first_name,
      last_name,
      company_name,
      job_title: faker.helpers.arrayElement(jobs),
      email: `${asciiSlug(first_name)}.${asciiSlug(last_name)}@${domain}`,
      phone: faker.helpers.replaceSymbols(
        language === 'tr' ? '+90 212 555 ## ##' : '+44 20 7946 0###',
      ),
      website: `https://www.${domain}/`,
      industry: known?.industry ?? faker.helpers.arrayElement(industries),
      source: faker.helpers.arrayElement(sources),
      status,
      ...(status === 'unqualified'
        ? { unqualified_reason: faker.helpers.arrayElement(['no_budget', 'no_fit', 'no_answer']) }
        : {}),
      rating: faker.helpers.arrayElement(['hot', 'warm', 'warm', 'cold', null]),
      description: faker.helpers.arrayElement(messages[language]),
      ...(planned
        ? {
            next_step: language === 'tr' ? 'Geri ara' : 'Call back',
            next_step_on: on(faker.number.int({ min: 0, max: 14 })),
          }
        : {}),
    };
  });
}
