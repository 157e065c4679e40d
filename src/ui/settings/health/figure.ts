import { numberFormat } from '@/ui/primitives/intl';

/** A figure of the health page in words; its unit is the end of its name. Instants are shown by the caller. */
export function figureText(name: string, value: number | string, locale: string): string {
  if (typeof value === 'string') return value;
  const number = (digits = 0) =>
    numberFormat(locale, { maximumFractionDigits: digits }).format(value);
  const unit = (of: string, amount: number, digits = 0) =>
    numberFormat(locale, {
      style: 'unit',
      unit: of,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(amount);
  if (name.endsWith('_ms')) return unit('millisecond', value);
  if (name.endsWith('_bytes')) {
    const gigabytes = value / 1024 ** 3;
    return gigabytes >= 1 ? unit('gigabyte', gigabytes, 1) : unit('megabyte', value / 1024 ** 2);
  }
  if (name.endsWith('_seconds')) {
    if (value < 120) return unit('second', value);
    if (value < 7200) return unit('minute', value / 60);
    return value < 172_800 ? unit('hour', value / 3600) : unit('day', value / 86_400);
  }
  return number();
}
