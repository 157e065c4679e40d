'use client';

import { useQueries } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { isOver, jobQuery, type Started, useObjectName } from './use-handover';

/** How far a handover is. It goes on when the sheet is closed. */
export function HandoverProgress({ started, onDone }: { started: Started; onDone: () => void }) {
  const t = useTranslations('members');
  const close = useTranslations('primitives')('close');
  const nameOf = useObjectName();
  // Whoever began it asks how far it is.
  const jobs = useQueries({ queries: started.jobs.map(({ job_id }) => jobQuery(job_id)) });
  const states = jobs.map(({ data }) => data?.data);
  const over = states.every((one) => one && isOver(one));
  const done = states.every((one) => one?.status === 'completed');
  return (
    <>
      <ul className="flex flex-col gap-3" aria-live="polite">
        {started.jobs.map(({ object }, at) => {
          const state = states[at];
          const title = nameOf(object);
          const stopped = state?.status === 'failed' || state?.status === 'cancelled';
          return (
            <li key={object} className="text-sm">
              <p className="mb-1 flex justify-between tabular-nums">
                {title}
                <span className="text-faint-foreground">
                  {state?.total == null ? t('waiting') : `${state.done} / ${state.total}`}
                </span>
              </p>
              <progress
                aria-label={title}
                className="block h-1.5 w-full overflow-hidden rounded-full accent-primary"
                {...(state?.total == null ? {} : { value: state.done, max: state.total || 1 })}
              />
              {stopped ? <p className="text-danger">{state.error ?? t('stopped')}</p> : null}
              {state?.result?.refused ? (
                <p className="text-danger">{t('refused', { count: state.result.refused })}</p>
              ) : null}
            </li>
          );
        })}
      </ul>
      <Button variant="primary" className="self-end" onClick={onDone}>
        {done ? t('done') : over ? close : t('close')}
      </Button>
    </>
  );
}
