import type { ComboboxOption } from '@/ui/primitives/combobox';
import { dateFormat } from '@/ui/primitives/intl';

/** ISO 3166 alpha-2 codes; names come from the browser in the language of the page. */
const countries =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW';

/** Countries by name. */
export function countryOptions(locale: string): ComboboxOption[] {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  return byLabel(
    locale,
    countries
      .split(' ')
      .map((code) => ({ value: code, label: names.of(code) ?? code, detail: code })),
  );
}

/** Currencies by code, with their names. */
export function currencyOptions(locale: string): ComboboxOption[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  }));
}

/** Time zones by name, `Europe/Istanbul`. UTC is missing from the browser's own list. */
export function timeZoneOptions(): ComboboxOption[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map(
    (zone) => ({
      value: zone,
      label: zone.replaceAll('_', ' '),
    }),
  );
}

const byLabel = (locale: string, options: ComboboxOption[]): ComboboxOption[] =>
  options.sort((a, b) => a.label.localeCompare(b.label, locale));

/** The months of a year, 1 to 12, by name. */
export const monthOptions = (locale: string): { value: string; label: string }[] =>
  Array.from({ length: 12 }, (_, at) => ({
    value: String(at + 1),
    label: dateFormat(locale, { month: 'long', timeZone: 'UTC' }).format(
      new Date(Date.UTC(2026, at, 1)),
    ),
  }));
