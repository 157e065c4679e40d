'use client';

import { useEffect, useRef } from 'react';
import { cn } from '@/ui/primitives/cn';
import type { BoardColumn } from './board-model';

interface Props {
  label: string;
  columns: readonly BoardColumn[];
  /** Index of the column in sight. */
  current: number;
  onChoose: (index: number) => void;
}

/** On phones one column is seen at a time; this says which, and leads to the others. */
export function ColumnSwitcher({ label, columns, current, onChoose }: Props) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const button = bar.current?.children[current];
    if (!(button instanceof HTMLElement) || !bar.current) return;
    bar.current.scrollLeft = button.offsetLeft - (bar.current.clientWidth - button.offsetWidth) / 2;
  }, [current]);
  return (
    <nav
      ref={bar}
      aria-label={label}
      className="relative flex shrink-0 gap-1 overflow-x-auto border-b px-2 scrollbar-none"
    >
      {columns.map((column, at) => (
        <button
          key={column.id}
          type="button"
          aria-current={at === current || undefined}
          onClick={() => onChoose(at)}
          className={cn(
            '-mb-px flex h-11 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2 text-muted-foreground',
            at === current && 'border-primary font-medium text-foreground',
          )}
        >
          {column.name}
          <span className="text-faint-foreground text-xs tabular-nums">{column.count}</span>
        </button>
      ))}
    </nav>
  );
}
