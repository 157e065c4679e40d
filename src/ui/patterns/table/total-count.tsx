'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { numberFormat } from '@/ui/primitives/intl';
import type { Count } from '../records/use-record-list';
import { useLocaleInfo } from '../values/use-locale-info';

/** How many records match. An estimate says so, and counts them when asked. */
export function TotalCount({
  count,
  onExact,
  busy,
}: {
  count: Count | undefined;
  onExact: () => void;
  busy: boolean;
}) {
  const t = useTranslations('list');
  const locale = useLocaleInfo();
  if (!count) return null;
  const number = numberFormat(locale.tag, {}).format(count.total);
  if (!count.is_estimate) return <output aria-live="polite">{number}</output>;
  return (
    <Button
      variant="link"
      size="bare"
      busy={busy}
      className="text-faint-foreground"
      title={t('count_exactly')}
      onClick={onExact}
    >
      {t('about', { count: number })}
    </Button>
  );
}
