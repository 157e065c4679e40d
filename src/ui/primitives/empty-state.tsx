import type { ReactNode } from 'react';
import { cn } from './cn';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons: what to do next. */
  actions?: ReactNode;
  className?: string;
  /** `h1` where nothing else on the page is a heading. */
  titleAs?: 'h1' | 'h2';
}

/** Nothing here, and what to do about it. */
export function EmptyState({
  icon,
  title,
  description,
  actions,
  className,
  titleAs: Title = 'h2',
}: EmptyStateProps) {
  return (
    <div
      className={cn(
        'mx-auto flex max-w-md flex-col items-center justify-center px-6 py-16 text-center',
        className,
      )}
    >
      {icon ? (
        <div aria-hidden className="mb-3 text-faint-foreground [&_svg]:size-6">
          {icon}
        </div>
      ) : null}
      <Title className="font-semibold text-base">{title}</Title>
      {description ? (
        <p className="mt-1 text-balance text-muted-foreground text-sm">{description}</p>
      ) : null}
      {actions ? <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
