'use client';

import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { RelativeTime } from '@/ui/primitives/time';

interface Props {
  /** What happened, in a few words. */
  head: ReactNode;
  /** When, ISO 8601. */
  at: string;
  /** What can be done with it, beside the line. */
  action?: ReactNode;
  /** Drawn once the line is opened. */
  children: ReactNode;
}

/** A line of a log that opens to show what it stands for. */
export function LogEntry({ head, at, action, children }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
          className="flex min-h-11 min-w-0 flex-1 items-center gap-2 rounded-md px-1 py-1 text-left text-sm hover:bg-hover"
        >
          <ChevronRight
            aria-hidden
            className={`size-4 shrink-0 text-faint-foreground transition-transform ${open ? 'rotate-90' : ''}`}
          />
          <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">{head}</span>
          <RelativeTime value={at} className="shrink-0 text-faint-foreground text-xs" />
        </button>
        {action}
      </div>
      {open ? (
        <div id={id} className="pt-1 pb-4 pl-7 text-sm max-md:pl-1">
          {children}
        </div>
      ) : null}
    </li>
  );
}
