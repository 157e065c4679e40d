import type { PdfDocument } from '@/platform/pdf';
import type { Sheet } from './sheet';

const words = {
  en: {
    quote: 'Quote',
    date: 'Date',
    valid: 'Valid until',
    for: 'For',
    item: 'Item',
    quantity: 'Quantity',
    price: 'Unit price',
    discount: 'Discount',
    whole: 'of which on the whole',
    taxRate: 'Tax',
    amount: 'Amount',
    subtotal: 'Before discount',
    net: 'Without tax',
    tax: 'Tax',
    total: 'Total',
    terms: 'Terms',
    draft: 'Draft',
    page: (at: number, of: number) => `Page ${at} of ${of}`,
  },
  tr: {
    quote: 'Teklif',
    date: 'Tarih',
    valid: 'Geçerlilik sonu',
    for: 'Müşteri',
    item: 'Kalem',
    quantity: 'Miktar',
    price: 'Birim fiyat',
    discount: 'İndirim',
    whole: 'bunun genel indirim payı',
    taxRate: 'Vergi',
    amount: 'Tutar',
    subtotal: 'İndirim öncesi',
    net: 'Vergisiz',
    tax: 'Vergi',
    total: 'Toplam',
    terms: 'Koşullar',
    draft: 'Taslak',
    page: (at: number, of: number) => `Sayfa ${at} / ${of}`,
  },
} as const;

/** Ambit's own accent, where a company has none. */
const ownAccent = '#4453d6';
const quiet = '#60646c';
const hairline = '#d8dae0';

/** A quote on A4 with the logo (PNG), the name and the colour of the company, in its language. The head of the table comes again on every page. */
export function quoteDocument(sheet: Sheet, logo: Buffer | null): PdfDocument {
  const text = words[sheet.language];
  const accent = sheet.company.accent ?? ownAccent;
  const money = moneyIn(sheet);
  const { subtotal, discount, whole_discount, net, taxes, total } = sheet.totals;
  const hasDiscount = /[1-9]/.test(discount);
  const sums = [
    ...(hasDiscount
      ? [
          [text.subtotal, money(subtotal)],
          [text.discount, `-${money(discount)}`],
        ]
      : []),
    ...(/[1-9]/.test(whole_discount) ? [[text.whole, money(whole_discount)]] : []),
    [text.net, money(net)],
    ...taxes.map(({ rate, tax }) => [`${text.tax} ${percent(sheet, rate)}`, money(tax)]),
  ];
  const facts = [
    ...(sheet.sent_on ? [[text.date, day(sheet, sheet.sent_on)]] : []),
    ...(sheet.valid_until ? [[text.valid, day(sheet, sheet.valid_until)]] : []),
  ];
  const customer = [sheet.customer.account, sheet.customer.contact].filter(Boolean);
  return {
    info: { title: `${text.quote} ${sheet.reference}`, author: sheet.company.name },
    language: sheet.language,
    pageSize: 'A4',
    pageMargins: [48, 48, 48, 56],
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.2 },
    footer: (at, of) => ({
      columns: [
        `${sheet.company.name} · ${sheet.reference}`,
        { text: text.page(at, of), alignment: 'right' },
      ],
      color: quiet,
      fontSize: 8,
      margin: [48, 16, 48, 0],
    }),
    content: [
      ...(logo
        ? [
            {
              image: `data:image/png;base64,${logo.toString('base64')}`,
              fit: [220, 48] as [number, number],
              margin: [0, 0, 0, 6] as [number, number, number, number],
            },
          ]
        : []),
      { text: sheet.company.name, fontSize: 16, bold: true, color: accent },
      {
        canvas: [{ type: 'rect', x: 0, y: 0, w: 499, h: 2, color: accent }],
        margin: [0, 4, 0, 20],
      },
      {
        columns: [
          {
            stack: [
              {
                text: `${text.quote} ${sheet.reference}${sheet.sent_on ? '' : ` (${text.draft})`}`,
                fontSize: 14,
                bold: true,
              },
              { text: sheet.name, fontSize: 11, margin: [0, 2, 0, 0] },
            ],
          },
          {
            width: 180,
            stack: facts.map(([label, value]) => ({
              columns: [
                { text: label ?? '', color: quiet },
                { text: value ?? '', alignment: 'right' },
              ],
            })),
          },
        ],
      },
      ...(customer.length > 0
        ? [
            {
              text: text.for,
              color: quiet,
              margin: [0, 16, 0, 2] as [number, number, number, number],
            },
            ...customer.map((line) => ({ text: line ?? '' })),
          ]
        : []),
      {
        margin: [0, 20, 0, 12],
        layout: {
          hLineWidth: () => 0.5,
          vLineWidth: () => 0,
          hLineColor: () => hairline,
          paddingLeft: (at) => (at === 0 ? 0 : 6),
          paddingRight: (at, node) => (at === (node.table.widths?.length ?? 0) - 1 ? 0 : 6),
          paddingTop: () => 5,
          paddingBottom: () => 5,
        },
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: ['*', 'auto', 'auto', 'auto', 'auto', 'auto'],
          body: [
            [text.item, text.quantity, text.price, text.discount, text.taxRate, text.amount].map(
              (label, at) => ({
                text: label,
                color: quiet,
                alignment: at === 0 ? 'left' : 'right',
              }),
            ),
            ...sheet.lines.map((line) =>
              [
                line.name,
                [number(sheet, line.quantity), line.unit].filter(Boolean).join(' '),
                money(line.unit_price ?? '0'),
                line.discount_percent !== null
                  ? percent(sheet, line.discount_percent)
                  : line.discount_amount !== null
                    ? money(line.discount_amount)
                    : '',
                line.tax_rate === null ? '' : percent(sheet, line.tax_rate),
                money(line.net),
              ].map(
                (value, at) => ({ text: value, alignment: at === 0 ? 'left' : 'right' }) as const,
              ),
            ),
          ],
        },
      },
      {
        unbreakable: true,
        columns: [
          { width: '*', text: '' },
          {
            width: 220,
            stack: [
              ...sums.map(([label, value]) => ({
                columns: [
                  { text: label ?? '', color: quiet },
                  { text: value ?? '', alignment: 'right' as const },
                ],
              })),
              {
                columns: [text.total, { text: money(total), alignment: 'right' }],
                bold: true,
                fontSize: 12,
                color: accent,
                margin: [0, 4, 0, 0],
              },
            ],
          },
        ],
      },
      ...(sheet.terms
        ? [
            {
              text: text.terms,
              bold: true,
              margin: [0, 24, 0, 4] as [number, number, number, number],
            },
            { text: sheet.terms },
          ]
        : []),
    ],
  };
}

/** Plain spaces: the fonts have no narrow ones. */
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

function moneyIn({ language, currency }: Sheet): (amount: string) => string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
  });
  return (amount) => plain(format.format(amount as Intl.StringNumericLiteral));
}

const number = ({ language }: Sheet, value: number): string =>
  plain(new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(value));

const percent = ({ language }: Sheet, value: number): string =>
  plain(
    new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 }).format(
      value / 100,
    ),
  );

const day = ({ language }: Sheet, date: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
