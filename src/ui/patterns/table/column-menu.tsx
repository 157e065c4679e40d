'use client';

import { Columns3 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { Popover, PopoverContent, PopoverTrigger } from '@/ui/primitives/popover';
import type { ColumnChoicesProps } from './column-choices';

const ColumnChoices = dynamic(() =>
  import('./column-choices').then((module) => module.ColumnChoices),
);

/** Which columns a list shows, in which order, and which stay in sight. */
export function ColumnMenu(props: ColumnChoicesProps) {
  const t = useTranslations('list');
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button>
          <Columns3 aria-hidden />
          {t('columns')}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label={t('columns')} className="flex w-80 flex-col gap-2">
        <ColumnChoices {...props} />
      </PopoverContent>
    </Popover>
  );
}
