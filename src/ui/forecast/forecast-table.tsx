'use client';

import type { ReactNode } from 'react';
import { cn } from '@/ui/primitives/cn';

/** A table of figures: the first column stays in sight, the rest scrolls under it where there is little room. */
export function FigureTable({
  label,
  head,
  children,
}: {
  label: string;
  /** Above the columns, the first one over the names. */
  head: readonly ReactNode[];
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-md border">
      <table className="w-full border-collapse text-sm tabular-nums">
        <thead>
          <tr className="border-b bg-surface text-muted-foreground text-xs">
            {head.map((cell, at) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no identity but their place
                key={at}
                scope="col"
                className={cn(
                  'whitespace-nowrap px-3 py-2 font-medium',
                  at === 0 ? 'sticky left-0 bg-surface text-left' : 'text-right',
                )}
              >
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** One line of it. */
export function FigureRow({
  name,
  cells,
  strong,
}: {
  name: ReactNode;
  cells: readonly ReactNode[];
  strong?: boolean;
}) {
  return (
    <tr className="border-b last:border-b-0">
      <th
        scope="row"
        className={cn(
          'sticky left-0 max-w-44 truncate bg-background px-3 py-2 text-left font-normal max-md:max-w-32',
          strong && 'font-semibold',
        )}
      >
        {name}
      </th>
      {cells.map((cell, at) => (
        <td
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          key={at}
          className="h-9 whitespace-nowrap px-3 py-1 text-right max-md:h-11"
        >
          {cell}
        </td>
      ))}
    </tr>
  );
}
