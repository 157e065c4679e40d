'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { activities } from '@/objects/activities/object';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useReadable } from '@/ui/patterns/records/use-readable';
import { choiceLabel, formatRelative } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Avatar } from '@/ui/primitives/avatar';
import { Link } from '@/ui/shell/navigation';
import { Card, Nothing } from './card';
import { allOf, listHref, type Whose } from './filters';

const shown = 8;

/** The latest calls, meetings and mails, of oneself or the whole team. */
export function ActivityCard({ whose }: { whose: Whose }) {
  const t = useTranslations('home');
  const filter = allOf(whose, { field: 'occurred_at', op: 'lte', value: 'today' });
  const params = {
    filter: JSON.stringify(filter),
    sort: '-occurred_at',
    limit: shown,
    include: useReadable('activities', 'owner,account,contact,deal,lead'),
  };
  const query = useQuery({
    queryKey: keys.list('activities', { home: 'latest', ...params }),
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', '/activities', undefined, { query: params, signal }),
  });
  const found = query.data?.data ?? [];
  return (
    <Card
      title={t('activity')}
      {...(found.length === shown
        ? { more: { href: listHref('activities', filter, '-occurred_at'), label: t('more') } }
        : {})}
      query={query}
    >
      {() =>
        found.length > 0 ? (
          <ul className="py-1">
            {found.map((one) => (
              <li key={one.id}>
                <Line activity={one} />
              </li>
            ))}
          </ul>
        ) : (
          <Nothing>{t('activity_none')}</Nothing>
        )
      }
    </Card>
  );
}

function Line({ activity }: { activity: RecordData }) {
  const locale = useLocaleInfo();
  const owner = activity.owner as { id: string; title: string } | null | undefined;
  const titles = ['account', 'contact', 'deal', 'lead'].map(
    (name) => (activity[name] as { title: string } | null | undefined)?.title,
  );
  const kind = choiceLabel(activities.fields.kind, String(activity.kind), locale.language);
  return (
    <Link
      href={`/activities/${activity.id}`}
      className="flex min-h-11 items-center gap-3 px-4 py-1 text-sm hover:bg-hover"
    >
      {owner ? <Avatar size="sm" name={owner.title} id={owner.id} /> : null}
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate font-medium">{activity.title}</span>
        <span className="truncate text-muted-foreground text-xs">
          {[kind, owner?.title, titles.find(Boolean)].filter(Boolean).join(' · ')}
        </span>
      </span>
      {typeof activity.occurred_at === 'string' ? (
        <span className="shrink-0 text-muted-foreground text-xs tabular-nums">
          {formatRelative(activity.occurred_at, locale)}
        </span>
      ) : null}
    </Link>
  );
}
