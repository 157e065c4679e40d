'use client';

import { Repeat } from 'lucide-react';
import { useTranslations } from 'next-intl';
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useLayoutEffect,
  useRef,
} from 'react';
import { tasks } from '@/objects/tasks/object';
import { uiObjectMap } from '@/registry.ui';
import { cn } from '@/ui/primitives/cn';
import { stableColor } from '@/ui/primitives/initials';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { type Entry, keyOf } from './layout';
import type { CalendarTools } from './tools';

interface Props {
  entry: Entry;
  tools: CalendarTools;
  /** Where it stands; a line of its own otherwise. */
  style?: CSSProperties;
  className?: string;
  /** Its lower edge can be dragged. */
  sizable?: boolean;
  /** Its time stands beside it. */
  untimed?: boolean;
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -15],
  ArrowDown: [0, 15],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** An entry: opens its record, is dragged elsewhere, and moved by Alt and the arrows. */
export function EntryButton({ entry, tools, style, className, sizable, untimed }: Props) {
  const t = useTranslations('calendar');
  const movable = tools.movable(entry);
  const button = useRef<HTMLButtonElement>(null);
  // At another time it is another element, and the one that had the focus is gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useLayoutEffect(() => {
    if (tools.held.current !== entry.id || entry.expected) return;
    tools.held.current = null;
    button.current?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!step || !event.altKey || !movable) return;
    event.preventDefault();
    event.stopPropagation();
    const [days, minutes] = step;
    if (event.shiftKey && minutes !== 0) return tools.resize(entry, minutes);
    if (entry.all_day && days === 0) return;
    tools.held.current = entry.id;
    tools.move(entry, days, minutes);
  };
  const press = (kind: 'move' | 'resize') => (event: PointerEvent) => {
    if (!movable || event.button !== 0) return;
    event.stopPropagation();
    tools.drag(event.nativeEvent, entry, kind);
  };
  return (
    <button
      ref={button}
      type="button"
      data-entry={entry.id}
      data-color={tools.overlay ? stableColor(entry.owner_id ?? '') : 'blue'}
      aria-label={`${entry.title}, ${tools.say(entry)}${tools.ownerOf(entry)}`}
      title={entry.title}
      style={style}
      onClick={(event) => {
        event.stopPropagation();
        tools.open(entry);
      }}
      onKeyDown={onKeyDown}
      onPointerDown={press('move')}
      className={cn(
        'chip group/entry flex min-w-0 touch-manipulation select-none items-start gap-1 overflow-hidden rounded-sm px-1.5 py-0.5 text-left text-xs leading-tight hover:brightness-95 focus-visible:z-20 focus-visible:outline-2 focus-visible:outline-ring',
        entry.done && 'line-through',
        entry.expected && 'border border-current border-dashed',
        tools.dragging === keyOf(entry) && 'z-20 opacity-80 shadow-popover',
        className,
      )}
    >
      {entry.object === tasks.name ? null : (
        <span aria-hidden className="mt-0.5 shrink-0 max-md:hidden [&_svg]:size-3">
          <ObjectIcon name={uiObjectMap.get(entry.object)?.icon ?? ''} />
        </span>
      )}
      <span className="min-w-0 flex-1 truncate max-md:text-2xs">
        {entry.all_day || untimed ? null : (
          <span className="mr-1 tabular-nums max-md:hidden">{tools.clock(entry)}</span>
        )}
        {entry.title}
      </span>
      {entry.repeats ? (
        <Repeat
          role="img"
          aria-label={t('repeats')}
          className="mt-0.5 size-3 shrink-0 max-md:hidden"
        />
      ) : null}
      {sizable && movable ? (
        <span
          aria-hidden
          onPointerDown={press('resize')}
          className="absolute inset-x-0 bottom-0 h-2 cursor-ns-resize"
        />
      ) : null}
    </button>
  );
}
