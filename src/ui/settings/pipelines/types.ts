import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

/** A pipeline as `/api/pipelines` returns it. */
export interface Pipeline {
  readonly id: string;
  readonly name: string;
  readonly is_default: boolean;
  /** Empty: any reason will do. */
  readonly lost_reasons: readonly string[];
}

/** A stage as `/api/stages` returns it. */
export interface Stage {
  readonly id: string;
  readonly pipeline_id: string;
  readonly name: string;
  readonly kind: 'open' | 'won' | 'lost';
  /** Percent. */
  readonly probability: number;
  readonly rotting_days: number | null;
  readonly position: number | null;
  /** Names of fields that a deal must have to come in. */
  readonly required_fields: readonly string[];
}

type Signal = { signal: AbortSignal };

export const pipelinesQuery = (deleted: boolean) => ({
  queryKey: keys.list('pipelines', { settings: true, deleted }),
  queryFn: ({ signal }: Signal) =>
    api<Pipeline[]>('GET', '/pipelines', undefined, {
      query: { sort: 'position', limit: 200, deleted: deleted ? true : null },
      signal,
    }),
});

export const stagesQuery = (pipeline: string) => ({
  queryKey: keys.list('stages', { settings: true, pipeline }),
  queryFn: ({ signal }: Signal) =>
    api<Stage[]>('GET', '/stages', undefined, {
      query: { 'filter[pipeline_id]': pipeline, sort: 'position', limit: 200 },
      signal,
    }),
});

/** What a change here makes untrue: the settings, and every board. */
export const concerned = [keys.object('pipelines'), keys.object('stages'), keys.lists('deals')];

/** The same of a change of a checklist. */
export const checksConcerned = [keys.object('stage_checks')];

/** In the order of the board: open stages as they stand, then won, then lost. */
export function inOrder(stages: readonly Stage[]): Stage[] {
  const rank = { open: 0, won: 1, lost: 2 };
  return [...stages].sort(
    (a, b) => rank[a.kind] - rank[b.kind] || (a.position ?? 0) - (b.position ?? 0),
  );
}

/** The stages whose position changes when one among those of its kind moves up or down, with their new position. */
export function moved(
  alike: readonly { readonly id: string; readonly position: number | null }[],
  index: number,
  by: 1 | -1,
): readonly { readonly id: string; readonly position: number }[] {
  const next = [...alike];
  const [stage] = next.splice(index, 1);
  if (stage) next.splice(index + by, 0, stage);
  return next
    .map(({ id, position }, at) => ({ id, position: at + 1, before: position }))
    .filter(({ position, before }) => position !== before)
    .map(({ id, position }) => ({ id, position }));
}
