import type { ReactNode } from 'react';
import { useId } from 'react';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Link } from '@/ui/shell/navigation';

interface Query {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  refetch(): unknown;
}

/** A part of the home screen: its name, a way to all of it, and what it shows once that is there. */
export function Card({
  title,
  more,
  actions,
  query,
  children,
}: {
  title: string;
  more?: { href: string; label: string };
  actions?: ReactNode;
  query: Query;
  children: () => ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col rounded-lg border bg-background">
      <header className="flex h-11 items-center gap-2 border-b px-4">
        <h2 id={id} className="min-w-0 flex-1 truncate font-medium text-sm">
          {title}
        </h2>
        {actions}
        {more ? (
          <Link
            href={more.href}
            className="shrink-0 rounded-sm text-primary-text text-sm hover:underline max-md:py-2.5"
          >
            {more.label}
          </Link>
        ) : null}
      </header>
      {query.isPending ? (
        <Loading label={title} className="flex flex-col gap-3 p-4">
          {[1, 2, 3].map((at) => (
            <Skeleton key={at} className="h-8" />
          ))}
        </Loading>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        children()
      )}
    </section>
  );
}

/** What a card says when it has nothing to show. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="px-4 py-6 text-center text-muted-foreground text-sm">{children}</p>
);
