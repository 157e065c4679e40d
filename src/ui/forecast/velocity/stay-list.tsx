'use client';

import { useTranslations } from 'next-intl';
import { formatInstant } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { ErrorState } from '@/ui/primitives/error-state';
import { MoreButton } from '@/ui/primitives/more-button';
import { Skeleton } from '@/ui/primitives/skeleton';
import { Link } from '@/ui/shell/navigation';
import { useDuration } from './use-duration';
import { useStays } from './use-velocity';

interface Props {
  asked: Parameters<typeof useStays>[0];
  /** A deal was chosen: whoever comes back wants the numbers. */
  onLeave: () => void;
}

/** The stays a number is the count of, the latest first, each leading to its deal. */
export function StayList({ asked, onLeave }: Props) {
  const t = useTranslations('forecast');
  const locale = useLocaleInfo();
  const duration = useDuration();
  const query = useStays(asked);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton className="m-4 h-48" />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-4">
      <ul className="divide-y">
        {query.data.pages
          .flatMap(({ data }) => data)
          .map((stay) => (
            <li key={stay.id}>
              <Link
                href={`/deals/${stay.deal_id}`}
                onClick={onLeave}
                className="flex min-h-12 items-center gap-3 px-4 py-1.5 text-sm hover:bg-hover"
              >
                <span className="flex min-w-0 flex-1 flex-col">
                  <span className="truncate font-medium">{stay.title}</span>
                  <span className="text-muted-foreground text-xs">
                    {[t(`outcome_${stay.outcome}`), formatInstant(stay.entered_at, locale)].join(
                      ' · ',
                    )}
                  </span>
                </span>
                <span className="shrink-0 tabular-nums">{duration(stay.seconds)}</span>
              </Link>
            </li>
          ))}
      </ul>
      <MoreButton query={query} label={t('more_deals')} className="mx-4 mt-2" />
    </div>
  );
}
