'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import type { Run } from './use-existing';

/** How far the rules are applied, and how it went, with the way back. */
export function RunState({ run: { job, over, cancel, takeBack, forget } }: { run: Run }) {
  const t = useTranslations('assignment');
  const { updated, refused = 0 } = job?.result ?? {};
  const stopped = over && job?.status !== 'completed';
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="text-sm tabular-nums">
        {stopped
          ? (job?.error ?? t('apply_stopped'))
          : over
            ? t('applied', { count: updated ?? 0 })
            : job?.total == null
              ? t('apply_waiting')
              : t('apply_progress', { done: job.done, total: job.total })}
      </p>
      {over ? null : (
        <progress
          aria-label={t('applying')}
          className="block h-1.5 w-full overflow-hidden rounded-full accent-primary"
          {...(job?.total == null ? {} : { value: job.done, max: job.total || 1 })}
        />
      )}
      {refused > 0 ? (
        <p className="text-danger text-sm">{t('apply_refused', { count: refused })}</p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {over ? (
          <>
            <Button busy={takeBack.isPending} onClick={() => takeBack.mutate()}>
              {t('undo')}
            </Button>
            <Button variant="ghost" onClick={forget}>
              {t('apply_forget')}
            </Button>
          </>
        ) : (
          <Button busy={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('apply_cancel')}
          </Button>
        )}
      </div>
    </div>
  );
}
