import type { Ctx } from '@/core/run/context';
import type { Change, RecordHooks, Values } from '@/core/run/engine/hooks';
import { dayIn } from '@/core/run/engine/time-zone';
import { isEmpty } from '@/core/run/engine/validate';
import type { Issue } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { unticked } from './checks';
import { settleAmounts } from './item-sums';
import { tellOutcomes } from './outcomes';
import { topRank } from './rank';
import { keepStages, type StageInfo, stagesOf } from './stages-of';
import { stayStatement } from './stays';
import { settleWorth, worthThen } from './worth';

/** What follows from the stage of a deal, however it got there: by hand, in bulk, from a file or on the board. */
export const dealRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    for (const change of changes) countSlip(change);
    await settleAmounts(ctx, tx, changes, problems);
    await settleStages(ctx, tx, changes, problems);
    // A deal that was won or lost is worth what it was on that day.
    await settleWorth(ctx, tx, changes, problems);
    return problems;
  },

  async afterWrite(ctx, tx, changes) {
    const moved = changes.filter(
      ({ before, set }) => typeof set.stage_id === 'string' && set.stage_id !== before?.stage_id,
    );
    if (moved.length > 0) tx.later(stayStatement(ctx.scope.company_id, moved));
    tellOutcomes(ctx, tx, changes);
  },

  asItWas: worthThen,
};

async function settleStages(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
  problems: Map<string, Issue[]>,
): Promise<void> {
  const concerned = changes.filter(concernsStage);
  if (concerned.length === 0) return;
  const stages = await stagesOf(ctx, tx);
  const entering = new Map<Change, StageInfo>();
  for (const change of concerned) {
    const stage = stageOf(change, stages);
    if ('path' in stage) add(problems, change, [stage]);
    else if (isMove(change, stage)) entering.set(change, stage);
    else add(problems, change, settle(ctx, change, stage, false));
  }
  if (entering.size === 0) return;
  const gates = await unticked(ctx, tx, stages, entering);
  const kept = await keepStages(ctx, tx, [...new Set([...entering.values()].map(({ id }) => id))]);
  for (const [change, stage] of entering) {
    const issues = kept.has(stage.id) ? settle(ctx, change, stage, true) : [missing('stage_id')];
    add(problems, change, [...issues, ...(gates.get(change.id) ?? [])]);
  }
}

const add = (problems: Map<string, Issue[]>, { id }: Change, issues: readonly Issue[]): void =>
  void problems.set(id, [...(problems.get(id) ?? []), ...issues]);
const issue = (path: string, code: string, message: string): Issue => ({ path, code, message });
const missing = (path: string): Issue => issue(path, 'not_found', 'This record does not exist.');
const required = (path: string, message: string): Issue => issue(path, 'required', message);

const valueIn = ({ before, set }: Change, name: string): unknown =>
  name in set ? set[name] : before?.[name];

/** A new deal, or a change of something that depends on the stage. */
const concernsStage = ({ before, set }: Change): boolean =>
  before === null ||
  ['pipeline_id', 'stage_id', 'probability', 'closed_on', 'lost_reason'].some((key) => key in set);

const isMove = ({ before }: Change, { id }: StageInfo): boolean => before?.stage_id !== id;

/** The close was put off: counted once a change, unless an undo says how often. */
function countSlip({ before, set }: Change): void {
  if (before === null) set.slips = 0;
  else if (typeof set.close_on === 'string' && typeof before.close_on === 'string') {
    if (set.close_on > before.close_on && !('slips' in set))
      set.slips = Number(before.slips ?? 0) + 1;
  }
}

/** Where the deal will be: the stage it names, else the first open one of its pipeline, else of the default pipeline. */
function stageOf(change: Change, stages: readonly StageInfo[]): StageInfo | Issue {
  const { before, set } = change;
  const firstOf = (pipeline: unknown) =>
    stages.find(({ pipeline_id, kind }) => kind === 'open' && pipeline_id === pipeline);
  if (before !== null) {
    for (const name of ['pipeline_id', 'stage_id'])
      if (name in set && set[name] === null) return required(name, 'A deal is always in a stage.');
  }
  const pipeline = valueIn(change, 'pipeline_id') ?? null;
  const named = before === null || 'stage_id' in set ? (set.stage_id ?? null) : null;
  if (named !== null) {
    const stage = stages.find(({ id }) => id === named);
    if (!stage) return missing('stage_id');
    if (pipeline !== null && stage.pipeline_id !== pipeline)
      return issue('stage_id', 'not_in_pipeline', 'This stage belongs to another pipeline.');
    return stage;
  }
  if (before !== null && !('pipeline_id' in set && set.pipeline_id !== before.pipeline_id))
    return stages.find(({ id }) => id === before.stage_id) ?? missing('stage_id');
  return firstOf(pipeline ?? stages[0]?.pipeline_id) ?? missing('pipeline_id');
}

/** Fills in what follows from the stage; what is missing for it comes back as issues. */
function settle(ctx: Ctx, change: Change, stage: StageInfo, moves: boolean): Issue[] {
  const { before, set } = change;
  const now = ctx.app.clock.now();
  const issues: Issue[] = [];
  if (moves) {
    set.stage_id = stage.id;
    set.pipeline_id = stage.pipeline_id;
    set.status = stage.kind;
    set.stage_since = change.past?.stage_since ?? now.toISOString();
    set.rank ??= topRank();
    for (const name of change.past ? [] : stage.required_fields) {
      if (isEmpty(valueIn(change, name)))
        issues.push(required(name, `${stage.name} needs this to be filled in.`));
    }
  }
  const byHand = 'probability' in set && set.probability !== null && stage.kind === 'open';
  if (!byHand && (moves || 'probability' in set)) set.probability = stage.probability;
  const closes = moves && stage.kind !== before?.status;
  settleClose(change, stage, closes, dayIn(ctx.principal.company.time_zone, now), issues);
  settleLoss(change, stage, moves, issues);
  return issues;
}

/** Won and lost deals have the day; open ones have none. */
function settleClose(
  change: Change,
  { kind }: StageInfo,
  closes: boolean,
  today: string,
  issues: Issue[],
): void {
  const { set } = change;
  const given = typeof set.closed_on === 'string';
  if (kind !== 'open') {
    if (!given && (closes || isEmpty(valueIn(change, 'closed_on')))) set.closed_on = today;
  } else if (given) issues.push(issue('closed_on', 'not_closed', 'This deal is open.'));
  else if (closes) set.closed_on = null;
}

/** Lost deals say why, in the words of the pipeline when it has some; the others say nothing. */
function settleLoss(change: Change, stage: StageInfo, moves: boolean, issues: Issue[]): void {
  const { set } = change;
  if (stage.kind !== 'lost') {
    if (typeof set.lost_reason === 'string')
      issues.push(issue('lost_reason', 'not_lost', 'This deal is not lost.'));
    else if (moves) for (const name of ['lost_reason', 'lost_note']) set[name] = null;
    return;
  }
  if (change.past) return; // a file says what it says
  const reason = valueIn(change, 'lost_reason');
  if (typeof reason !== 'string' || reason === '')
    issues.push(required('lost_reason', 'Say why the deal was lost.'));
  else if (stage.lost_reasons.length > 0 && (moves || 'lost_reason' in set)) {
    const known = stage.lost_reasons.find((one) => same(one, reason));
    if (known === undefined)
      issues.push(
        issue('lost_reason', 'invalid_choice', `Choose one of: ${stage.lost_reasons.join(', ')}.`),
      );
    else set.lost_reason = known;
  }
}

const same = (a: string, b: string): boolean =>
  a.localeCompare(b, 'en', { sensitivity: 'accent' }) === 0;

/** A person is in a deal once. */
export const dealContactRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    const pairs = changes.filter(
      ({ before, set }) => before === null || 'deal_id' in set || 'contact_id' in set,
    );
    if (pairs.length === 0) return problems;
    const taken = await peopleOf(ctx, tx, pairs);
    for (const change of pairs) {
      const pair = `${valueIn(change, 'deal_id')} ${valueIn(change, 'contact_id')}`;
      const other = taken.get(pair);
      if (other !== undefined && other !== change.id)
        problems.set(change.id, [
          issue('contact_id', 'taken', 'This person is in the deal already.'),
        ]);
      taken.set(pair, change.id);
    }
    return problems;
  },
};

/** Who is in the deals of some changes, locked against a second one at the same time: link id by `deal contact`. */
async function peopleOf(ctx: Ctx, tx: Tx, pairs: readonly Change[]): Promise<Map<string, string>> {
  const deals = [...new Set(pairs.map((change) => valueIn(change, 'deal_id')))];
  await tx.run({
    name: 'deal_people_lock',
    text: 'select from deals where company_id = $1 and id = any($2::uuid[]) order by id for no key update',
    values: [ctx.scope.company_id, deals],
  });
  const { rows } = await tx.run<Values>({
    name: 'deal_people',
    text: 'select id, deal_id, contact_id from deal_contacts where company_id = $1 and deal_id = any($2::uuid[]) and deleted_at is null',
    values: [ctx.scope.company_id, deals],
  });
  return new Map(rows.map((row) => [`${row.deal_id} ${row.contact_id}`, String(row.id)]));
}
