import type { DemoLanguage } from './demo-data';
import type { DemoDeal } from './demo-deals';

const catalogue = [
  { sku: 'P-40', price: 1250, unit: 'piece', category: 'pumps', en: 'Pump P-40', tr: 'Pompa P-40' },
  { sku: 'P-80', price: 2100, unit: 'piece', category: 'pumps', en: 'Pump P-80', tr: 'Pompa P-80' },
  {
    sku: 'V-12',
    price: 85.5,
    unit: 'piece',
    category: 'parts',
    en: 'Valve set V-12',
    tr: 'Vana takımı V-12',
  },
  {
    sku: 'C-200',
    price: 3400,
    unit: 'piece',
    category: 'controls',
    en: 'Control unit C-200',
    tr: 'Kontrol ünitesi C-200',
  },
  { sku: 'S-1', price: 95, unit: 'hour', category: 'services', en: 'Installation', tr: 'Kurulum' },
  { sku: 'S-2', price: 640, unit: 'day', category: 'services', en: 'Training', tr: 'Eğitim' },
  { sku: 'S-3', price: 180, unit: 'month', category: 'services', en: 'Maintenance', tr: 'Bakım' },
  { sku: 'F-7', price: 12.9, unit: 'metre', category: 'parts', en: 'Hose F-7', tr: 'Hortum F-7' },
] as const;

const words = {
  en: {
    pumps: 'Pumps',
    parts: 'Parts',
    controls: 'Controls',
    services: 'Services',
    piece: 'piece',
    hour: 'hour',
    day: 'day',
    month: 'month',
    metre: 'metre',
    book: 'Resellers',
    terms: 'Payment within 30 days. Delivery four weeks after the order.',
  },
  tr: {
    pumps: 'Pompalar',
    parts: 'Parçalar',
    controls: 'Kontrol',
    services: 'Hizmetler',
    piece: 'adet',
    hour: 'saat',
    day: 'gün',
    month: 'ay',
    metre: 'metre',
    book: 'Bayiler',
    terms: 'Ödeme 30 gün içinde. Teslim, siparişten dört hafta sonra.',
  },
} as const;

/** Amounts of the demo company are larger in lira. */
const factor = { en: 1, tr: 40 } as const;
const amount = (language: DemoLanguage, price: number, share = 100): string =>
  ((price * factor[language] * share) / 100).toFixed(2);

/** What the demo company sells. */
export const demoProducts = (language: DemoLanguage): Record<string, unknown>[] =>
  catalogue.map((product) => ({
    name: product[language],
    sku: product.sku,
    category: words[language][product.category],
    unit: words[language][product.unit],
    price: amount(language, product.price),
    tax_rate: 20,
  }));

/** Its price book, and the prices in it by place in the catalogue: a sixth off. */
export const demoPriceBook = (language: DemoLanguage) => ({
  input: { name: words[language].book },
  prices: catalogue.map((product) => amount(language, product.price, 83.5)),
});

/** From this column of the board on a deal has lines. */
const proposal = 2;
const firstClosed = 4;

export interface DemoItem {
  readonly deal: number;
  readonly product: number;
  readonly input: Record<string, unknown>;
}

/** Two or three lines for every second open deal that was proposed something. */
export const demoItems = (deals: readonly DemoDeal[]): DemoItem[] =>
  deals.flatMap(({ stage, input }, deal): DemoItem[] =>
    // The catalogue is in the currency of the company.
    stage < proposal || stage >= firstClosed || deal % 2 === 1 || 'currency' in input
      ? []
      : Array.from({ length: 2 + (deal % 3 === 0 ? 1 : 0) }, (_, line) => ({
          deal,
          product: (deal + line * 3) % catalogue.length,
          input: {
            quantity: 1 + ((deal * 7 + line * 5) % 12),
            ...(line === 0 && deal % 4 === 0 ? { discount_percent: 10 } : {}),
          },
        })),
  );

/** Quotes for some of the deals with lines; the first ones are sent. */
export const demoQuotes = (language: DemoLanguage, items: readonly DemoItem[]) =>
  [...new Set(items.map(({ deal }) => deal))]
    .slice(0, 6)
    .map((deal, at) => ({ deal, isSent: at < 4, input: { terms: words[language].terms } }));
