'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import type { RecordData } from '@/ui/data/types';
import { Avatar } from '@/ui/primitives/avatar';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import { Skeleton } from '@/ui/primitives/skeleton';
import { firstColumns, titleColumn } from '../model/columns';
import { type Entry, valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { isEmpty } from '../values/empty';
import { formatValue } from '../values/format';
import { telling } from '../values/telling';
import { useLocaleInfo } from '../values/use-locale-info';
import { useValueWords } from '../values/use-value-words';
import { Value } from '../values/value';
import type { SelectionActions } from './selection';
import { useVisibleRows } from './use-visible-rows';

const height = 64;

export interface RecordCardsProps {
  scope: ObjectScope;
  records: readonly RecordData[];
  hasMore: boolean;
  fetching: boolean;
  fetchMore: () => void;
  selection: SelectionActions;
  /** Taps select instead of opening. */
  selecting: boolean;
  onOpen: (id: string) => void;
  label: string;
}

/** The list on a phone: two lines a record. */
export function RecordCards({
  scope,
  records,
  hasMore,
  fetching,
  fetchMore,
  selection,
  selecting,
  onOpen,
  label,
}: RecordCardsProps) {
  const t = useTranslations('list');
  const scroller = useRef<HTMLDivElement>(null);
  const count = records.length + (hasMore ? 3 : 0);
  const { indexes } = useVisibleRows(scroller, { count, rowHeight: height, beyond: 8 });
  const lastShown = indexes.at(-1) ?? 0;
  useEffect(() => {
    if (hasMore && !fetching && lastShown >= records.length - 20) fetchMore();
  }, [hasMore, fetching, lastShown, records.length, fetchMore]);
  const entries = firstColumns(scope.entries).flatMap((path) =>
    path === titleColumn ? [] : (scope.byPath.get(path) ?? []),
  );

  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain outline-none"
    >
      <ul aria-label={label} className="relative" style={{ height: count * height }}>
        {indexes.map((index) => {
          const record = records[index];
          const style = { height, transform: `translateY(${index * height}px)` };
          if (!record) {
            return (
              <li
                key={index}
                style={style}
                className="absolute inset-x-0 top-0 flex flex-col justify-center gap-2 border-b px-4"
              >
                <Skeleton className="w-1/2" />
                <Skeleton className="h-3 w-3/4" />
              </li>
            );
          }
          const selected = selection.isSelected(record.id);
          return (
            <li
              key={record.id}
              style={style}
              className={cn(
                'absolute inset-x-0 top-0 flex border-b',
                selected && 'bg-primary-soft',
              )}
            >
              {selecting ? (
                <span className="flex items-center pl-4">
                  <Checkbox
                    checked={selected}
                    aria-label={t('select_one', { title: record.title })}
                    onCheckedChange={() => selection.toggle(record.id)}
                  />
                </span>
              ) : null}
              <button
                type="button"
                onClick={() => (selecting ? selection.toggle(record.id) : onOpen(record.id))}
                className="flex min-w-0 flex-1 items-center gap-3 px-4 text-left"
              >
                <Avatar
                  size="md"
                  name={record.title}
                  id={record.id}
                  square={scope.object.title.length === 1}
                />
                <span className="flex min-w-0 flex-1 flex-col gap-0.5">
                  <span className="flex items-center justify-between gap-2">
                    <span className="truncate font-medium text-base">{record.title}</span>
                    <Chip entries={entries} record={record} />
                  </span>
                  <SecondLine entries={entries} record={record} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Chip({ entries, record }: { entries: readonly Entry[]; record: RecordData }) {
  const entry = entries.find((one) => one.field.kind === 'choice');
  return entry ? (
    <span className="shrink-0">
      <Value entry={entry} value={valueAt(record, entry.path)} record={record} />
    </span>
  ) : null;
}

const quiet: ReadonlySet<string> = new Set([
  'choice',
  'tags',
  'multi_choice',
  'user',
  'datetime',
  'boolean',
]);

/** The first two values that say something, and the money it is about. */
function SecondLine({ entries, record }: { entries: readonly Entry[]; record: RecordData }) {
  const money = entries.find(({ field }) => field.kind === 'money');
  const others = entries.filter((entry) => entry !== money && !quiet.has(entry.field.kind));
  const locale = useLocaleInfo();
  const words = useValueWords();
  const shown = telling(others, record).slice(0, 2);
  return (
    <span className="flex min-h-5 items-center gap-1.5 overflow-hidden whitespace-nowrap text-muted-foreground text-sm">
      {shown.map((entry, at) => (
        <span
          key={entry.path}
          className={cn(
            'min-w-0 truncate',
            at > 0 && 'before:mr-1.5 before:text-faint-foreground before:content-["·"]',
            at === 0 && 'max-w-[60%]',
            at === 0 && !money && 'shrink-0',
          )}
        >
          <Value entry={entry} value={valueAt(record, entry.path)} record={record} plain />
        </span>
      ))}
      {money && !isEmpty(valueAt(record, money.path)) ? (
        <span className="ml-auto shrink-0 pl-2 text-foreground tabular-nums">
          {formatValue(money, valueAt(record, money.path), record, locale, words)}
        </span>
      ) : null}
    </span>
  );
}
