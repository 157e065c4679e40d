import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';

/** An entry of the checklist of a stage, as `/api/stage_checks` returns it with its stage. */
export interface Check {
  readonly id: string;
  readonly name: string;
  readonly stage_id: string;
  readonly is_required: boolean;
  readonly position: number | null;
  readonly stage?: { readonly title: string } | null;
}

/** An entry somebody ticked in a deal. */
export type Tick = RecordData & {
  readonly check_id: string;
  readonly owner?: { readonly title: string } | null;
};

type Signal = { signal?: AbortSignal };

const checksBy = (field: 'id' | 'stage_id', values: readonly string[]) => ({
  queryKey: keys.list('stage_checks', { [field]: values }),
  queryFn: ({ signal }: Signal) =>
    api<Check[]>('GET', '/stage_checks', undefined, {
      query: {
        filter: JSON.stringify({ field, op: 'in', value: values }),
        sort: 'position',
        include: 'stage',
        limit: 200,
      },
      signal,
    }),
  staleTime: 60_000,
});

/** The checklist of a stage, in order. */
export const checklistQuery = (stage: string) => checksBy('stage_id', [stage]);

/** Some entries by their ids. */
export const checksQuery = (ids: readonly string[]) => checksBy('id', ids);

/** Those of some entries that are ticked in a deal, with who ticked them. */
export const ticksQuery = (deal: string, checks: readonly string[]) => ({
  queryKey: keys.list('deal_checks', { deal, checks }),
  queryFn: ({ signal }: Signal) =>
    api<Tick[]>('GET', '/deal_checks', undefined, {
      query: {
        filter: JSON.stringify({
          and: [
            { field: 'deal_id', op: 'eq', value: deal },
            { field: 'check_id', op: 'in', value: checks },
          ],
        }),
        include: 'owner',
        limit: 200,
      },
      signal,
    }),
});

/** Ids of the entries that hold a deal back, or several at once, when a move was refused; none for any other error. */
export function untickedIn(error: unknown): string[] {
  if (!isApiError(error)) return [];
  const ids = error.issues.flatMap(({ code, path }) =>
    code === 'unticked' ? [path.slice(path.lastIndexOf('.') + 1)] : [],
  );
  return [...new Set(ids)].slice(0, 200);
}
