import { base, en, Faker, tr } from '@faker-js/faker';
import type { DemoLanguage } from './demo-data';
import type { DemoDeal } from './demo-deals';

export interface DemoEntry {
  readonly deal: number;
  readonly account: number;
  readonly input: Record<string, unknown>;
}

const happened = [
  {
    kind: 'call',
    en: ['First call', 'They want a pilot before they decide. Budget is planned for this year.'],
    tr: ['İlk görüşme', 'Karardan önce pilot istiyorlar. Bütçe bu yıl için ayrılmış.'],
  },
  {
    kind: 'meeting',
    en: ['Demo on site', 'Six people, good questions. The plant manager worries about the change.'],
    tr: ['Yerinde demo', 'Altı kişi, iyi sorular. Tesis müdürü geçişten çekiniyor.'],
  },
  {
    kind: 'email',
    en: ['Offer sent', 'With the three-year option they asked for.'],
    tr: ['Teklif gönderildi', 'İstedikleri üç yıllık seçenekle birlikte.'],
  },
  {
    kind: 'call',
    en: ['Questions about the offer', 'Payment terms and delivery. Procurement joins next time.'],
    tr: [
      'Teklif hakkında sorular',
      'Ödeme koşulları ve teslim. Bir dahakine satın alma katılacak.',
    ],
  },
  {
    kind: 'meeting',
    en: ['Terms with procurement', 'They accept the price, the contract goes to legal.'],
    tr: ['Satın alma ile koşullar', 'Fiyatı kabul ediyorlar, sözleşme hukuka gidiyor.'],
  },
] as const;
const remarks = {
  en: [
    'Decides by the end of the quarter. Do not call on Fridays.',
    'Compares us with two others; references from their industry matter most.',
    'The sponsor moves to another site in spring: find a second one.',
    'Wants one contact person for everything.',
  ],
  tr: [
    'Çeyrek sonuna kadar karar verecek. Cuma günleri aramayın.',
    'Bizi iki rakiple karşılaştırıyor; kendi sektörlerinden referanslar önemli.',
    'Destekçimiz baharda başka tesise geçiyor: ikinci bir kişi bulalım.',
    'Her şey için tek bir muhatap istiyor.',
  ],
} as const;
const hour = 3_600_000;
const firstClosed = 4;

/** What happened around the deals of the demo company: more the further they came, closed ones up to a year ago. */
export function demoActivities(
  language: DemoLanguage,
  now: Date,
  deals: readonly DemoDeal[],
): DemoEntry[] {
  const faker = new Faker({ locale: language === 'tr' ? [tr, en, base] : [en, base], seed: 2028 });
  const int = (min: number, max: number) => faker.number.int({ min, max });
  return deals.flatMap(({ account, stage, input }, deal): DemoEntry[] => {
    const isClosed = stage >= firstClosed;
    const end = isClosed ? Date.parse(String(input.closed_on)) : now.getTime();
    const count = isClosed ? happened.length : stage + 1;
    let at = Math.floor(end / hour) * hour - int(2, 60) * hour;
    const entries: DemoEntry[] = [];
    for (const { kind, [language]: words } of happened.slice(0, count).reverse()) {
      const [subject, body] = words;
      entries.push({
        deal,
        account,
        input: {
          ...{ kind, subject, body, occurred_at: new Date(at).toISOString() },
          ...(kind === 'call' ? { direction: 'outbound', outcome: 'reached' } : {}),
          ...(kind === 'email' ? {} : { duration_minutes: int(2, 12) * 5 }),
        },
      });
      at -= int(3, 20) * 24 * hour;
    }
    return entries;
  });
}

/** A note on every third open deal, the first ones pinned. */
export function demoNotes(language: DemoLanguage, deals: readonly DemoDeal[]): DemoEntry[] {
  const texts = remarks[language];
  return deals.flatMap(({ account, stage }, deal): DemoEntry[] =>
    stage < firstClosed && deal % 3 === 0
      ? [{ deal, account, input: { body: texts[deal % texts.length], is_pinned: deal % 9 === 0 } }]
      : [],
  );
}
