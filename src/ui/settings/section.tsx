import type { ReactNode } from 'react';
import { cn } from '@/ui/primitives/cn';

export interface SectionProps {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled part of a settings page. */
export function Section({ title, description, actions, className, children }: SectionProps) {
  return (
    <section className={cn('mb-10 last:mb-0', className)}>
      <header className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 max-w-prose">
          <h2 className="font-semibold text-md">{title}</h2>
          {description ? (
            <p className="mt-0.5 text-muted-foreground text-sm">{description}</p>
          ) : null}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}

export interface RowProps {
  icon?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  actions?: ReactNode;
}

export function Row({ icon, title, detail, actions }: RowProps) {
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-2 py-2">
      {icon}
      <div className="min-w-40 flex-1">
        <div className="flex min-w-0 flex-wrap items-center gap-2 font-medium text-sm">{title}</div>
        {detail ? <div className="text-faint-foreground text-xs">{detail}</div> : null}
      </div>
      {actions ? <div className="flex items-center gap-1.5">{actions}</div> : null}
    </li>
  );
}
