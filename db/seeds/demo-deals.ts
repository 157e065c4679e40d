import { base, en, Faker, tr } from '@faker-js/faker';
import type { DemoLanguage } from './demo-data';

export interface DemoDeal {
  readonly account: number;
  /** Column of the default board. */
  readonly stage: number;
  /** Of its people, the main contact first. */
  readonly roles: readonly string[];
  readonly input: Record<string, unknown>;
}

const subjects = {
  en: [
    'Framework contract',
    'Pilot project',
    'Renewal',
    'Line extension',
    'Service agreement',
    'Spare parts',
    'New site',
    'Training',
  ],
  tr: [
    'Çerçeve sözleşme',
    'Pilot proje',
    'Yenileme',
    'Hat genişletme',
    'Bakım anlaşması',
    'Yedek parça',
    'Yeni tesis',
    'Eğitim',
  ],
} as const;
const reasons = {
  en: ['Price', 'Went with a competitor', 'No budget', 'No decision', 'Bad timing'],
  tr: ['Fiyat', 'Rakibi seçti', 'Bütçe yok', 'Karar verilmedi', 'Zamanlama'],
} as const;
const nextSteps = {
  en: ['Send the offer', 'Book a demo', 'Meet procurement', 'Agree on terms', 'Call back'],
  tr: ['Teklifi gönder', 'Demo ayarla', 'Satın alma ile görüş', 'Koşullarda anlaş', 'Geri ara'],
} as const;
const sources = ['Web form', 'Trade fair', 'Referral', 'Outbound', 'Partner'] as const;
const roles = ['decision_maker', 'champion', 'influencer', 'buyer'] as const;
const day = 86_400_000;

/** How many deals each column of the default board has: fewer the further on, and what a year won and lost. */
const perStage = [14, 11, 9, 6, 22, 17] as const;
const [won, lost] = [4, 5] as const;

/** What a euro and a dollar were worth to the demo company, two years ago and of late. */
export function demoRates(language: DemoLanguage, now: Date) {
  const rates = language === 'tr' ? { EUR: ['34.9', '48.2'], USD: ['32.1', '42.4'] } : gbp;
  const days = [800, 45].map((ago) =>
    new Date(now.getTime() - ago * day).toISOString().slice(0, 10),
  );
  return Object.entries(rates).flatMap(([currency, values]) =>
    values.map((rate, at) => ({ currency, rate, valid_from: days[at] })),
  );
}

const gbp = { EUR: ['0.8415', '0.8702'], USD: ['0.7794', '0.7611'] };

/** Every sixth deal is in euros, others in dollars; null: in the currency of the company. */
const currencyOf = (at: number): string | null =>
  at % 6 === 2 ? 'EUR' : at % 11 === 5 ? 'USD' : null;

/** Deals of the demo company, the same for the same seed; open ones close in the months to come, some of them late. */
export function demoDeals(language: DemoLanguage, now: Date, accounts: number): DemoDeal[] {
  const faker = new Faker({ locale: language === 'tr' ? [tr, en, base] : [en, base], seed: 2027 });
  const pick = <T>(list: readonly T[]): T => faker.helpers.arrayElement(list);
  const on = (days: number) => new Date(now.getTime() + days * day).toISOString().slice(0, 10);
  let made = 0;
  return perStage.flatMap((count, stage) =>
    Array.from({ length: count }, (): DemoDeal => {
      const closed = stage >= won;
      const days = closed ? -faker.number.int({ min: 3, max: 350 }) : dueIn(faker, stage);
      const planned = !closed && faker.datatype.boolean(0.7);
      const currency = currencyOf(made++);
      const factor = language === 'tr' && currency === null ? 40 : 1;
      return {
        account: faker.number.int({ min: 0, max: accounts - 1 }),
        stage,
        roles: faker.helpers.arrayElements(roles, { min: 1, max: 3 }),
        input: {
          title: `${pick(subjects[language])} ${2024 + faker.number.int({ min: 1, max: 3 })}`,
          amount: `${faker.number.int({ min: 8, max: 420 }) * 250 * factor}.00`,
          ...(currency ? { currency } : {}),
          close_on: on(days),
          source: pick(sources),
          forecast_category: closed
            ? null
            : (['pipeline', 'pipeline', 'best_case', 'commit'][stage] ?? null),
          next_step: planned ? pick(nextSteps[language]) : null,
          next_step_on: planned ? on(faker.number.int({ min: 0, max: 21 })) : null,
          ...(closed ? { closed_on: on(days) } : {}),
          ...(stage === lost ? { lost_reason: pick(reasons[language]) } : {}),
        },
      };
    }),
  );
}

/** The further on, the sooner; every eighth is late. */
function dueIn(faker: Faker, stage: number): number {
  if (faker.datatype.boolean(0.12)) return -faker.number.int({ min: 1, max: 20 });
  return faker.number.int({ min: 7, max: 120 - stage * 22 });
}
