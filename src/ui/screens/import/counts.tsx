'use client';

import { useTranslations } from 'next-intl';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { numberFormat } from '@/ui/primitives/intl';
import type { Import } from './types';

const names = ['created', 'updated', 'skipped', 'failed', 'accounts_created'] as const;

/** What became of the rows. */
export function Counts({ given }: { given: Import }) {
  const t = useTranslations('importing');
  const { tag } = useLocaleInfo();
  const shown = names.filter(
    (name) => name !== 'accounts_created' || given.counts.accounts_created > 0,
  );
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border max-md:[&>:last-child:nth-child(odd)]:col-span-2 md:flex">
      {shown.map((name) => (
        <div key={name} className="flex flex-1 flex-col-reverse bg-background px-4 py-3">
          <dt className="text-muted-foreground">{t(`count_${name}`)}</dt>
          <dd className="font-semibold text-xl tabular-nums">
            {numberFormat(tag, {}).format(given.counts[name])}
          </dd>
        </div>
      ))}
    </dl>
  );
}
