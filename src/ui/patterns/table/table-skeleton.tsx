import { Loading, Skeleton } from '@/ui/primitives/skeleton';

const rows = Array.from({ length: 14 }, (_, at) => at);

/** The list before its first answer, at the height it will have. */
export function TableSkeleton({ phone, label }: { phone: boolean; label: string }) {
  return (
    <Loading label={label} className="min-h-0 flex-1 overflow-hidden">
      {phone ? null : <div className="h-9.25 border-b" />}
      {rows.map((at) => (
        <div key={at} className="flex h-8.5 items-center gap-6 border-b px-4 max-md:h-16">
          <Skeleton className="size-5 shrink-0 rounded-full max-md:size-8" />
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-28 max-md:hidden" />
          <Skeleton className="h-3 w-48 max-md:hidden" />
          <Skeleton className="h-3 flex-1 max-md:hidden" />
        </div>
      ))}
    </Loading>
  );
}
