'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { Counts } from './counts';
import type { Import } from './types';
import { useImportAction } from './use-import';

/** While it runs: how far, what came of it so far, and a way to stop. One may leave; it goes on. */
export function ImportProgress({ given }: { given: Import }) {
  const t = useTranslations('importing');
  const action = useImportAction(given.id);
  return (
    <section className="flex flex-col gap-4" aria-labelledby="running-title">
      <h2 id="running-title" className="font-semibold text-lg">
        {t('running', { file: given.file_name })}
      </h2>
      <div className="flex items-center gap-3">
        <progress
          aria-label={t('progress')}
          max={100}
          value={given.progress.percent}
          className="h-2 flex-1 overflow-hidden rounded-full accent-primary"
        />
        <output className="w-12 text-right tabular-nums">{given.progress.percent} %</output>
      </div>
      <Counts given={given} />
      <p className="text-muted-foreground">{t('may_leave')}</p>
      <div>
        <Button busy={action.isPending} onClick={() => action.mutate({ cancel: true })}>
          {t('stop')}
        </Button>
      </div>
    </section>
  );
}
