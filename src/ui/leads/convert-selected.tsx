'use client';

import { ArrowRightLeft } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCan } from '@/ui/data/session';
import { Button } from '@/ui/primitives/button';
import { askToConvert } from './convert-from-address';

/** Converts the one lead that is selected in a list. */
export function ConvertSelected({ ids }: { ids: ReadonlySet<string> }) {
  const t = useTranslations('leads');
  const can = useCan();
  const [id] = ids;
  if (ids.size !== 1 || !id || !can('leads:update')) return null;
  return (
    <Button size="sm" className="max-md:order-last max-md:flex-1" onClick={() => askToConvert(id)}>
      <ArrowRightLeft aria-hidden />
      {t('convert')}
    </Button>
  );
}
