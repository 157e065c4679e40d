import type { Ctx } from '@/core/run/context';
import { createRecords } from '@/core/run/engine/create';
import { deleteRecords } from '@/core/run/engine/delete';
import { fold } from '@/core/run/engine/fold';
import type { Tx } from '@/platform/db/types';
import type { DealStatus } from './deal-way';
import type { Draft } from './draft';
import type { DealShapes } from './job';
import type { Plan } from './plan';

/** Where a deal is before a row of it is looked at. */
interface Standing {
  readonly pipeline_id: string;
  readonly status: DealStatus;
}

/** Where a row's deal will be. */
export interface Place extends Standing {
  /** Null: it stays where it is. */
  readonly stage_id: string | null;
  /** It comes to its status by this row. */
  readonly turns: boolean;
  /** What to tell, by reference field. */
  readonly reasons: Readonly<Record<string, string>>;
}

interface Stage {
  readonly id: string;
  readonly pipeline_id: string;
  readonly pipeline_key: string;
  readonly is_default: boolean;
  readonly title_key: string;
  readonly kind: DealStatus;
}

/**
 * Pipelines and stages of a chunk by folded name; what is not there is made when the importer may, else the default
 * pipeline and its first open stage stand in and that is told. Won and lost deals are in the stages for those,
 * whatever stage they ended in. Deals that are there already, and later rows of one deal, move only where a row says so.
 */
export async function placesOf(
  ctx: Ctx,
  tx: Tx,
  shapes: DealShapes,
  drafts: readonly Draft[],
  plans: readonly Plan[],
): Promise<ReadonlyMap<number, Place>> {
  const standings = await standingsOf(ctx, tx, plans);
  let stages = await readStages(ctx, tx);
  const fresh = await makePipelines(ctx, tx, shapes, drafts, stages);
  if (fresh.size > 0) stages = await readStages(ctx, tx);
  if (await makeStages(ctx, tx, shapes, drafts, placesIn(plans, stages, standings))) {
    if (fresh.size > 0) await dropUnused(ctx, tx, shapes, drafts, stages, fresh);
    stages = await readStages(ctx, tx);
  }
  return placesIn(plans, stages, standings);
}

/** Where the deals are that are there already, which are locked by this. */
async function standingsOf(
  ctx: Ctx,
  tx: Tx,
  plans: readonly Plan[],
): Promise<ReadonlyMap<string, Standing>> {
  const ids = plans.flatMap(({ id }) => id ?? []);
  if (ids.length === 0) return new Map();
  const { rows } = await tx.run<Standing & { id: string }>({
    name: 'import_deal_standings',
    text: `select id, pipeline_id, status from deals where company_id = $1 and id = any($2::uuid[]) and deleted_at is null
      order by id for no key update`,
    values: [ctx.scope.company_id, ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Places by row: each row of a deal starts where the one before it left the deal. */
function placesIn(
  plans: readonly Plan[],
  stages: readonly Stage[],
  standings: ReadonlyMap<string, Standing>,
): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  for (const { id, draft, also } of plans) {
    let before: Standing | undefined = id === null ? undefined : standings.get(id);
    for (const one of [draft, ...also]) {
      const place = placeOf(one, stages, before);
      places.set(one.row, place);
      before = place;
    }
  }
  return places;
}

async function readStages(ctx: Ctx, tx: Tx): Promise<readonly Stage[]> {
  const { rows } = await tx.run<Stage>({
    name: 'import_stages',
    text: `select s.id, s.pipeline_id, p.title_key as pipeline_key, coalesce(p.is_default, false) as is_default, s.title_key, s.kind
      from stages s join pipelines p on p.company_id = s.company_id and p.id = s.pipeline_id and p.deleted_at is null
      where s.company_id = $1 and s.deleted_at is null
      order by p.is_default desc, p.position, p.id, s.kind = 'open' desc, s.position, s.id`,
    values: [ctx.scope.company_id],
  });
  return rows;
}

const nameOf = (draft: Draft, field: string): string => draft.mentions[field]?.name ?? '';

/** Stages of the pipeline a row names; of the deal's own, else of the default one, when it names none or one that is not there. */
function pipelineOf(
  draft: Draft,
  stages: readonly Stage[],
  before: Standing | undefined,
): readonly Stage[] {
  const key = fold(nameOf(draft, 'pipeline_id'));
  const named = key === '' ? undefined : stages.find(({ pipeline_key }) => pipeline_key === key);
  const pipeline = named?.pipeline_id ?? before?.pipeline_id ?? stages[0]?.pipeline_id;
  return stages.filter(({ pipeline_id }) => pipeline_id === pipeline);
}

function placeOf(draft: Draft, stages: readonly Stage[], before: Standing | undefined): Place {
  const reasons: Record<string, string> = {};
  const pipeline = pipelineOf(draft, stages, before);
  const pipeline_id = pipeline[0]?.pipeline_id ?? '';
  const wanted = fold(nameOf(draft, 'pipeline_id'));
  if (wanted !== '' && pipeline[0]?.pipeline_key !== wanted)
    reasons.pipeline_id = 'unknown_pipeline';
  const key = fold(nameOf(draft, 'stage_id'));
  const named = key === '' ? undefined : pipeline.find(({ title_key }) => title_key === key);
  const said = draft.way?.status ?? named?.kind ?? draft.way?.guess ?? undefined;
  const status = said ?? before?.status ?? 'open';
  if (key !== '' && !named && (said ?? 'open') === 'open') reasons.stage_id = 'unknown_stage';
  const turns = status !== before?.status;
  const fitting = named?.kind === status ? named : undefined;
  const stays = !fitting && !turns && pipeline_id === before?.pipeline_id;
  const stage = fitting ?? pipeline.find(({ kind }) => kind === status);
  return { pipeline_id, stage_id: stays ? null : (stage?.id ?? ''), status, turns, reasons };
}

/** Makes the pipelines that are named and not there; answers their ids. */
async function makePipelines(
  ctx: Ctx,
  tx: Tx,
  shapes: DealShapes,
  drafts: readonly Draft[],
  stages: readonly Stage[],
): Promise<ReadonlySet<string>> {
  const there = new Set(stages.map(({ pipeline_key }) => pipeline_key));
  const missing = new Map<string, string>();
  for (const draft of drafts) {
    const name = nameOf(draft, 'pipeline_id');
    const key = fold(name);
    if (key !== '' && !there.has(key) && !missing.has(key)) missing.set(key, name);
  }
  const inputs = [...missing.values()].map((name) => ({ name }));
  if (inputs.length === 0 || !ctx.principal.permissions.has('pipelines:create')) return new Set();
  const { written } = await createRecords(ctx, tx, shapes.pipelines, inputs, { collect: true });
  return new Set(written.map(({ id }) => id));
}

/** Makes the open stages that rows name and their pipelines lack; answers whether there were any. */
async function makeStages(
  ctx: Ctx,
  tx: Tx,
  shapes: DealShapes,
  drafts: readonly Draft[],
  places: ReadonlyMap<number, Place>,
): Promise<boolean> {
  const missing = new Map<string, { name: string; pipeline_id: string; probability: number }>();
  for (const draft of drafts) {
    const { reasons = {}, pipeline_id } = places.get(draft.row) ?? {};
    const name = nameOf(draft, 'stage_id');
    const key = `${pipeline_id} ${fold(name)}`;
    // In a pipeline that could not be made nothing is added.
    if (!reasons.stage_id || reasons.pipeline_id || !pipeline_id || missing.has(key)) continue;
    missing.set(key, { name, pipeline_id, probability: Number(draft.values.probability ?? 0) });
  }
  if (missing.size === 0 || !ctx.principal.permissions.has('stages:create')) return false;
  const inputs = [...missing.values()];
  const { written } = await createRecords(ctx, tx, shapes.stages, inputs, { collect: true });
  return written.length > 0;
}

/** A pipeline made for the file keeps of the stages every new one has only those that the file names. */
async function dropUnused(
  ctx: Ctx,
  tx: Tx,
  shapes: DealShapes,
  drafts: readonly Draft[],
  before: readonly Stage[],
  fresh: ReadonlySet<string>,
): Promise<void> {
  const now = await readStages(ctx, tx);
  const old = new Set(before.map(({ id }) => id));
  for (const pipeline of fresh) {
    const open = now.filter(({ pipeline_id, kind }) => pipeline_id === pipeline && kind === 'open');
    const named = new Set(drafts.map((draft) => fold(nameOf(draft, 'stage_id'))));
    const unused = open.filter(({ id, title_key }) => old.has(id) && !named.has(title_key));
    if (unused.length === 0 || unused.length === open.length) continue;
    await deleteRecords(
      ctx,
      tx,
      shapes.stages,
      unused.map(({ id }) => id),
    );
  }
}
