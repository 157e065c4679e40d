/**
 * ISO 4217 minor units. A fixed list, not the runtime's: amounts are stored in minor units, so the
 * meaning of a row must not change with the version of Node.
 */
const digits: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Currencies whose digits after the point are not 2. */
export const unusualDigits: ReadonlyMap<string, number> = new Map(
  Object.entries(digits).flatMap(([count, codes]) =>
    codes.split(' ').map((code) => [code, Number(count)] as const),
  ),
);

const known = new Set(Intl.supportedValuesOf('currency'));

/** Whether a text is the ISO 4217 code of a currency, in capitals. */
export const isCurrency = (code: string): boolean => known.has(code);

/** The most digits after the point that any currency has. */
export const mostDigits = 4;

/** Digits after the point of an ISO 4217 currency: EUR 2, JPY 0, KWD 3; 2 for what is not known. */
export const currencyDigits = (currency: string): number => unusualDigits.get(currency) ?? 2;
