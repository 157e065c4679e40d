'use client';

import { House } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCan, useSession } from '@/ui/data/session';
import { ActivityCard } from '@/ui/home/activity-card';
import { AttentionCard } from '@/ui/home/attention-card';
import type { Whose } from '@/ui/home/filters';
import { PipelineCard } from '@/ui/home/pipeline-card';
import { ResultsCard } from '@/ui/home/results-card';
import { TasksCard } from '@/ui/home/tasks-card';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { dateFormat } from '@/ui/primitives/intl';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { navigate } from '@/ui/shell/navigation';
import { PageHeader } from '@/ui/shell/page-header';

/** The day at a glance: what is due, what needs somebody, how the pipeline stands and what was won. */
export function HomeScreen() {
  const t = useTranslations('home');
  const can = useCan();
  const { user } = useSession();
  const { now, timeZone, tag } = useLocaleInfo();
  const whose: Whose = useSearchParams().get('of') === 'all' ? 'all' : 'me';
  const today = dateFormat(tag, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone,
  }).format(now);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={t('title')}
        icon={<House />}
        detail={<span className="max-sm:hidden">{today}</span>}
        actions={
          <SegmentedControl
            aria-label={t('whose')}
            value={whose}
            onValueChange={(next) => navigate(next === 'all' ? '/home?of=all' : '/home')}
            options={[
              { value: 'me', label: t('mine') },
              { value: 'all', label: t('everybody') },
            ]}
          />
        }
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto bg-surface outline-none">
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-4 max-md:gap-3 max-md:p-3">
          <p className="font-semibold text-xl">
            {t(`greeting_${partOfDay(now, timeZone)}`, { name: user.name.split(' ')[0] ?? '' })}
          </p>
          <div className="grid grid-cols-2 gap-4 max-lg:grid-cols-1 max-md:gap-3">
            {can('tasks:read') ? <TasksCard whose={whose} /> : null}
            {can('deals:read') ? (
              <>
                <AttentionCard whose={whose} />
                <PipelineCard whose={whose} />
                <ResultsCard whose={whose} />
              </>
            ) : null}
            {can('activities:read') ? <ActivityCard whose={whose} /> : null}
          </div>
        </div>
      </div>
    </div>
  );
}

function partOfDay(now: Date, timeZone: string): 'morning' | 'afternoon' | 'evening' {
  const format = dateFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone });
  const hour = Number(format.format(now));
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
}
