'use client';

import { useTranslations } from 'next-intl';
import { uiObjectMap } from '@/registry.ui';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Badge } from '@/ui/primitives/badge';
import { ErrorState } from '@/ui/primitives/error-state';
import { numberFormat } from '@/ui/primitives/intl';
import { Skeleton } from '@/ui/primitives/skeleton';
import { RelativeTime } from '@/ui/primitives/time';
import { Link } from '@/ui/shell/navigation';
import { useLabel } from '@/ui/shell/use-label';
import { useImports } from './use-import';

export const statusColors = {
  uploaded: 'grey',
  ready: 'blue',
  running: 'amber',
  completed: 'green',
  failed: 'red',
  cancelled: 'grey',
} as const;

/** What was brought in before. Nothing at all when there was nothing. */
export function EarlierImports() {
  const t = useTranslations('importing');
  const label = useLabel();
  const locale = useLocaleInfo();
  const imports = useImports();
  if (imports.isPending) return <Skeleton className="h-24" />;
  if (imports.isError)
    return <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />;
  const list = imports.data.data;
  if (list.length === 0) return null;
  return (
    <section aria-labelledby="earlier-title">
      <h2 id="earlier-title" className="mb-2 font-semibold text-base">
        {t('earlier')}
      </h2>
      <ul className="divide-y rounded-lg border">
        {list.map((one) => {
          const object = uiObjectMap.get(one.object);
          return (
            <li key={one.id}>
              <Link
                href={`/import/${one.id}`}
                className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate font-medium">{one.file_name}</span>
                <span className="text-muted-foreground">
                  {object ? label(object.label_plural) : one.object}
                </span>
                {one.status === 'completed' ? (
                  <span className="text-muted-foreground tabular-nums">
                    {t('stored', {
                      count: numberFormat(locale.tag, {}).format(
                        one.counts.created + one.counts.updated,
                      ),
                    })}
                  </span>
                ) : null}
                <Badge color={statusColors[one.status]}>{t(`status.${one.status}`)}</Badge>
                <RelativeTime
                  value={one.created_at}
                  className="w-28 text-right text-faint-foreground text-xs"
                />
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
