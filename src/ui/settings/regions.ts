import { countryCodes } from '@/core/shape/countries';
import type { ComboboxOption } from '@/ui/primitives/combobox';
import { dateFormat } from '@/ui/primitives/intl';

/** Countries by name; names come from the browser in the language of the page. */
export function countryOptions(locale: string): ComboboxOption[] {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  return byLabel(
    locale,
    countryCodes.map((code) => ({ value: code, label: names.of(code) ?? code, detail: code })),
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
