import type { Ctx } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';

/** A stage with what its pipeline says. */
export interface StageInfo {
  readonly id: string;
  readonly pipeline_id: string;
  readonly name: string;
  readonly kind: 'open' | 'won' | 'lost';
  /** Percent. */
  readonly probability: number;
  /** Names of fields that a deal must have to come in. */
  readonly required_fields: readonly string[];
  /** Of the pipeline; empty when any reason will do. */
  readonly lost_reasons: readonly string[];
}

/** In the order of a board: open stages by position, then won, then lost. */
export const boardOrder = `array_position(array['open', 'won', 'lost'], s.kind::text), s.position, s.id`;

/** Every stage of the company that deals can be in, the default pipeline's first, each pipeline in the order of its board. */
export async function stagesOf(ctx: Ctx, tx: Tx): Promise<readonly StageInfo[]> {
  const { rows } = await tx.run<StageInfo>({
    name: 'deal_stages_there',
    text: `select s.id, s.pipeline_id, s.name, s.kind, (s.probability / 100.0)::float8 as probability, s.required_fields, p.lost_reasons
      from stages s join pipelines p on p.company_id = s.company_id and p.id = s.pipeline_id and p.deleted_at is null
      where s.company_id = $1 and s.deleted_at is null
      order by p.is_default desc, p.position, p.id, ${boardOrder}`,
    values: [ctx.scope.company_id],
  });
  return rows;
}

/**
 * Those of some stages that are there, locked so that nobody deletes one, or its pipeline, before the deals that come into
 * it are stored.
 */
export async function keepStages(
  ctx: Ctx,
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.run<{ id: string }>({
    name: 'deal_stages_kept',
    text: `select s.id from stages s join pipelines p on p.company_id = s.company_id and p.id = s.pipeline_id
      where s.company_id = $1 and s.id = any($2::uuid[]) and s.deleted_at is null and p.deleted_at is null
      order by s.id for share`,
    values: [ctx.scope.company_id, ids],
  });
  return new Set(rows.map(({ id }) => id));
}
