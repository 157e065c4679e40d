'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { cn } from '@/ui/primitives/cn';
import { MoreButton } from '@/ui/primitives/more-button';
import type { GroupName, Read } from './groups';
import type { GroupQuery } from './use-work';
import { type RowContext, WorkRow } from './work-row';

interface Props {
  name: GroupName;
  read: Read;
  query: GroupQuery;
  context: RowContext;
  /** Below the heading "Upcoming". */
  nested?: boolean;
  /** Folded groups show their count alone. */
  fold?: { readonly open: boolean; readonly toggle: () => void };
}

/** A group with the count of all its tasks; nothing when it has none. */
export function WorkGroup({ name, read, query, context, nested, fold }: Props) {
  const t = useTranslations('work');
  const id = useId();
  if (read.total <= 0 && read.tasks.length === 0) return null;
  const label = t(`group_${name}`);
  const Chevron = fold?.open ? ChevronDown : ChevronRight;
  return (
    <section aria-labelledby={id} data-group={name}>
      <GroupHeading
        id={id}
        level={nested ? 'h3' : 'h2'}
        count={read.total}
        urgent={name === 'overdue'}
      >
        {fold ? (
          <button
            type="button"
            aria-expanded={fold.open}
            onClick={fold.toggle}
            className="flex items-center gap-1 rounded-sm max-md:min-h-11"
          >
            <Chevron aria-hidden className="size-4" />
            {label}
          </button>
        ) : (
          label
        )}
      </GroupHeading>
      {fold && !fold.open ? null : (
        <>
          <ul>
            {read.tasks.map((task) => (
              <WorkRow key={task.id} task={task} context={context} />
            ))}
          </ul>
          <MoreButton query={query} label={t('more')} className="mx-4 my-2 max-md:mx-3" />
        </>
      )}
    </section>
  );
}

export function GroupHeading({
  id,
  level: Level,
  count,
  urgent,
  children,
}: {
  id?: string;
  level: 'h2' | 'h3';
  count: number;
  urgent?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex items-center gap-2 border-b px-4 pt-4 pb-1 max-md:px-3">
      <Level
        id={id}
        className={cn(
          'font-semibold text-sm',
          Level === 'h3' && 'font-medium text-muted-foreground',
          urgent && 'text-danger',
        )}
      >
        {children}
      </Level>
      <span className="text-faint-foreground text-xs tabular-nums">{count}</span>
    </div>
  );
}
