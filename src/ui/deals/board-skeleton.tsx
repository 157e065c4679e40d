import { Loading, Skeleton } from '@/ui/primitives/skeleton';

const columns = ['a', 'b', 'c', 'd', 'e'];
const cards = ['a', 'b', 'c', 'd'];

/** The board before its first answer. */
export function BoardSkeleton({ label }: { label: string }) {
  return (
    <Loading label={label} className="flex min-h-0 flex-1 gap-2 overflow-hidden p-3">
      {columns.map((column) => (
        <div key={column} className="flex w-64 shrink-0 flex-col gap-2 rounded-lg bg-surface p-2">
          <Skeleton className="mb-2 h-8 w-40" />
          {cards.map((card) => (
            <Skeleton key={card} className="h-24" />
          ))}
        </div>
      ))}
    </Loading>
  );
}
