'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { timelineKinds } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { Event } from '@/ui/patterns/record/event';
import { PastTools } from '@/ui/patterns/record/past-tools';
import { usePast } from '@/ui/patterns/record/use-past';
import { ErrorState } from '@/ui/primitives/error-state';
import { MoreButton } from '@/ui/primitives/more-button';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Composer } from './composer';
import { FilterChips } from './filter-chips';
import { standingWith } from './links';
import { PinnedNotes } from './pinned-notes';
import { RecordEntry } from './record-entry';
import { useTimeline } from './use-timeline';

/** What happened to a record and what belongs to it, with the means to write down more. */
export function Timeline({ scope, record }: { scope: ObjectScope; record: RecordData }) {
  const t = useTranslations('timeline');
  const { name } = scope.object;
  const can = useCan();
  const [shown, setShown] = useState('');
  const timeline = useTimeline(name, record.id, shown);
  const past = usePast(scope, record);
  const objects = standingWith(name).filter((object) => can(`${object.name}:read`));
  const withPinned = shown === '' || shown === 'note';
  const all = timeline.data?.pages.flatMap((page) => page.data) ?? [];
  // Pinned notes stand above instead.
  const entries = withPinned ? all.filter(({ record: one }) => !one?.is_pinned) : all;
  const newestChange = entries.find((entry) => entry.event)?.id;
  const chips = objects.map((object) => ({
    value: timelineKinds.get(object.name) ?? '',
    label: object.label_plural[scope.language],
  }));
  return (
    <div className="flex flex-col gap-3 px-4 py-3">
      {record.deleted_at ? null : <Composer scope={scope} record={record} />}
      {chips.length > 0 ? <FilterChips chips={chips} value={shown} onChange={setShown} /> : null}
      {shown === 'change' || chips.length === 0 ? <PastTools past={past} /> : null}
      {withPinned ? <PinnedNotes home={scope} record={record} /> : null}
      {timeline.isPending ? (
        <Loading label={t('title')} className="flex flex-col gap-4">
          {[1, 2, 3].map((at) => (
            <Skeleton key={at} className="h-8" />
          ))}
        </Loading>
      ) : timeline.isError ? (
        <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />
      ) : all.length === 0 ? (
        <p className="text-muted-foreground">{t('empty')}</p>
      ) : (
        <ol
          aria-label={t('title')}
          className="relative flex flex-col gap-4 before:absolute before:top-2 before:bottom-2 before:left-3 before:w-px before:bg-border"
        >
          {entries.map(({ id, event, record: belonging, object }) =>
            event ? (
              <Event
                key={id}
                scope={scope}
                event={event}
                past={past}
                newest={id === newestChange}
              />
            ) : belonging ? (
              <RecordEntry key={id} home={scope} object={object} record={belonging} />
            ) : null,
          )}
        </ol>
      )}
      <MoreButton query={timeline} label={t('older')} className="self-start" />
      {past.layers}
    </div>
  );
}
