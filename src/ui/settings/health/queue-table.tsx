'use client';

import { useTranslations } from 'next-intl';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { Section } from '../section';
import { figureText } from './figure';
import type { QueueFigures } from './types';

const columns = ['waiting', 'running', 'failed', 'oldest_seconds', 'done_last_hour'] as const;

/** A phone has room for what needs somebody. */
const narrow = (column: (typeof columns)[number]): string =>
  column === 'running' || column === 'done_last_hour' ? 'max-md:hidden' : '';

/** Queues with work, of the company or (`everywhere`) of all companies; failed work is tried again from here. */
export function QueueTable({
  queues,
  everywhere = false,
}: {
  queues: readonly QueueFigures[];
  everywhere?: boolean;
}) {
  const t = useTranslations('health');
  const { tag } = useLocaleInfo();
  const change = useSetting<{ replayed: number }>([keys.healths, keys.failedJobs]);
  if (queues.length === 0) return null;
  const replay = (queue: string) =>
    change.mutate({
      method: 'POST',
      path: everywhere ? '/health/installation/replay' : '/jobs/replay',
      body: { queue },
      message: t('replayed'),
    });
  return (
    <Section title={t(everywhere ? 'queues_everywhere' : 'queues')}>
      <div className="overflow-x-auto border-y">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b text-left text-faint-foreground text-xs">
              <th scope="col" className="py-2 pr-4 font-normal">
                {t('queue')}
              </th>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={cn('px-2 py-2 text-right font-normal', narrow(column))}
                >
                  {t(`figure_${column}`)}
                </th>
              ))}
              <th scope="col" className="py-2 pl-2">
                <span className="sr-only">{t('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {queues.map((one) => (
              <tr key={one.queue} className="h-11">
                <th scope="row" className="pr-4 text-left font-medium">
                  {t.has(`queue_${one.queue}`) ? t(`queue_${one.queue}`) : one.queue}
                </th>
                {columns.map((column) => {
                  const value = one[column];
                  return (
                    <td key={column} className={cn('px-2 text-right tabular-nums', narrow(column))}>
                      {value === null ? '–' : figureText(column, value, tag)}
                    </td>
                  );
                })}
                <td className="pl-2 text-right">
                  {one.failed > 0 ? (
                    <Button disabled={change.isPending} onClick={() => replay(one.queue)}>
                      {t('replay')}
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
