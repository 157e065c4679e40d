/** What the browser tells about where somebody works, so that signing up needs no such questions. */
export interface Region {
  language: 'en' | 'tr';
  time_zone: string;
  /** ISO 3166 alpha-2, when the browser's language names one. */
  country?: string;
  /** ISO 4217, for countries whose currency is beyond doubt. */
  currency?: string;
}

const euro = new Set('AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' '));
const others: Readonly<Record<string, string>> = {
  AE: 'AED',
  AU: 'AUD',
  BR: 'BRL',
  CA: 'CAD',
  CH: 'CHF',
  CN: 'CNY',
  CZ: 'CZK',
  DK: 'DKK',
  GB: 'GBP',
  HU: 'HUF',
  IN: 'INR',
  JP: 'JPY',
  KR: 'KRW',
  MX: 'MXN',
  NO: 'NOK',
  NZ: 'NZD',
  PL: 'PLN',
  RO: 'RON',
  SA: 'SAR',
  SE: 'SEK',
  TR: 'TRY',
  US: 'USD',
  ZA: 'ZAR',
};

/** `tag` is the browser's first language, such as `tr-TR`. */
export function regionOf(tag: string, timeZone: string, language: 'en' | 'tr'): Region {
  const country = new Intl.Locale(tag).region ?? (language === 'tr' ? 'TR' : undefined);
  const currency = country ? (euro.has(country) ? 'EUR' : others[country]) : undefined;
  return {
    language,
    time_zone: timeZone,
    ...(country && /^[A-Z]{2}$/.test(country) ? { country } : {}),
    ...(currency ? { currency } : {}),
  };
}
