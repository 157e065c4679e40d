'use client';

import { useTranslations } from 'next-intl';
import { formatMoney } from './format';
import { useLocaleInfo } from './use-locale-info';

/** What an amount in another currency is worth in the company's, or that nobody knows. Nothing for the company's own. */
export function Worth({
  record,
  base,
}: {
  record: Readonly<Record<string, unknown>>;
  /** Exact decimal; null: there is no rate. */
  base: unknown;
}) {
  const t = useTranslations('record');
  const { currency, tag } = useLocaleInfo();
  if (typeof record.currency !== 'string' || record.currency === currency) return null;
  return typeof base === 'string' ? (
    <span className="text-muted-foreground text-xs">{formatMoney(base, currency, tag)}</span>
  ) : (
    <span className="text-warning text-xs">{t('no_rate', { currency: record.currency })}</span>
  );
}
