import { z } from 'zod';
import type { Tx } from '@/platform/db/types';
import { AppError, type Issue, invalid } from '../../shape/errors';
import type { Ctx } from '../context';
import { readFilter } from '../engine/filter-parse';
import { titleSql } from '../engine/masks';
import { updateRecords } from '../engine/update';
import { batchLimit, shapeOf } from '../engine/write';
import type { WriteShape } from '../engine/write-shape';
import { actorOf, recordEvents } from '../events';
import { defineJob, enqueue, type JobKind } from '../jobs/job';
import { commandKnowing, type Operation } from '../module';
import { narrowed, refusalOf, seeingAll } from '../reach';
import { mustHave } from '../rights';
import type { assignmentContracts } from './contract';
import { openDealer } from './dealer';
import { countOpen, deal, nextOpen, type Open, type Walk, type Wish, wishShape } from './existing';
import { type Assigned, type Assignment, assignmentOf, noRules } from './stored';
import { waysOf } from './ways';

type Contracts = ReturnType<typeof assignmentContracts>;

/** Records that a preview looks at in one statement. */
const lookedAt = 10_000;
/** Records that a preview shows of each rule. */
const shown = 5;
/** The first refusals, for the person who asked. */
const keptProblems = 20;

interface Asked {
  readonly which: Wish['which'];
  readonly filter?: unknown;
}

/** POST /api/<object>/assignment/preview: what `apply` would do now, by the same steps. Nothing is kept. */
export const previewing = (contract: Contracts['preview'], assigned: Assigned): Operation =>
  commandKnowing(
    contract,
    (caller) => shapeOf(caller, assigned.object),
    async (caller, tx, shape, { body }) => {
      const ctx = narrowed(caller, 'bulk');
      const { walk, rules } = await begin(ctx, tx, assigned, shape, body as Asked);
      const dealer = await seeingAll(ctx, tx, (all) =>
        openDealer(all, tx, assigned, walk.ways, true),
      );
      const counts = new Map<string, { rule_id: string | null; owner_id: string; count: number }>();
      const sample: (Omit<ReturnType<typeof deal>[number], 'way'> & { rule_id: string | null })[] =
        [];
      let [changing, refused] = [0, 0];
      for (let after: string | null = null, more = true; more; ) {
        ctx.signal.throwIfAborted();
        const part = await nextOpen(ctx, tx, walk, after, lookedAt, false);
        ({ last: after, more } = part);
        refused += part.beyond.length;
        for (const { way, ...given } of deal(dealer, part.open)) {
          const rule_id = way.rule_id === ctx.scope.company_id ? null : way.rule_id;
          const key = `${rule_id} ${given.to}`;
          const line = counts.get(key) ?? { rule_id, owner_id: given.to, count: 0 };
          line.count += 1;
          counts.set(key, line);
          changing += 1;
          if (sample.filter((one) => one.rule_id === rule_id).length < shown)
            sample.push({ ...given, rule_id });
        }
      }
      const titles = await titlesOf(ctx, tx, shape, sample);
      return {
        data: {
          ...{ version: rules.version, changing, refused, gives: [...counts.values()] },
          sample: sample.map((one) => ({ ...one, title: titles.get(one.id) ?? '' })),
        },
      };
    },
  );

const applyInput = wishShape.extend({ version: z.int() });
type ApplyInput = z.output<typeof applyInput>;

interface ApplyState {
  /** The last record done. */
  readonly after?: string;
  readonly changed?: number;
  readonly refused?: number;
  readonly problems?: readonly { readonly id: string; readonly issues: readonly Issue[] }[];
}

/**
 * Gives records that are there by the rules, in batches in the order of their ids; whose turn it is commits with each batch, so that a
 * run that was killed goes on as if it had not been. Ends when the rules change under it.
 */
export const applyJobOf = (assigned: Assigned): JobKind<ApplyInput, ApplyState> =>
  defineJob<ApplyInput, ApplyState>({
    name: `${assigned.object.name}.apply_assignment`,
    queue: 'records',
    input: applyInput,
    async run(caller, job, signal) {
      const ctx = narrowed(caller, 'bulk');
      const shape = await shapeOf(ctx, assigned.object);
      const begun = async (tx: Tx): Promise<Walk> => {
        const { walk, rules } = await walkOf(ctx, tx, assigned, shape, job.input);
        if (rules.version !== job.input.version)
          throw new AppError('conflict', 'The rules were changed meanwhile.');
        return walk;
      };
      if (job.state.after === undefined)
        await job.step(async (tx) => ({ total: await countOpen(ctx, tx, await begun(tx)) }));
      for (let more = true; more && !signal.aborted; ) {
        await job.step(async (tx) => {
          const { after = null, changed = 0, refused = 0, problems = [] } = job.state;
          const walk = await begun(tx);
          const part = await nextOpen(ctx, tx, walk, after, batchLimit, true);
          ({ more } = part);
          if (part.last === after) return {};
          const step = await giveBatch(ctx, tx, walk, part.open);
          const beyond = part.beyond.map((id) => ({ id, issues: [unreached] }));
          const found = [...beyond, ...step.problems];
          const state: ApplyState = {
            after: part.last ?? '',
            changed: changed + step.changed,
            refused: refused + found.length,
            problems: [...problems, ...found].slice(0, keptProblems),
          };
          return { state, done: job.done + part.open.length + beyond.length };
        });
      }
      signal.throwIfAborted();
      const { changed = 0, refused = 0, problems = [] } = job.state;
      return { updated: changed, refused, problems };
    },
  });

const unreached: Issue = { path: 'id', code: 'forbidden', message: refusalOf('update') };

async function giveBatch(ctx: Ctx, tx: Tx, { shape, assigned }: Walk, open: readonly Open[]) {
  const given = await seeingAll(ctx, tx, async (all) => {
    const ways = open.map(({ way }) => way);
    const dealer = await openDealer(all, tx, assigned, ways);
    const list = deal(dealer, open);
    await dealer.keep(all, tx, assigned);
    return list;
  });
  const patches = given.map(({ id, to }) => ({ id, input: { owner_id: to } }));
  const { written, refused } = await updateRecords(ctx, tx, shape, patches, {
    collect: true,
    idPath: () => 'id',
  });
  return {
    changed: written.filter(({ unchanged }) => !unchanged).length,
    problems: [...refused].map(([at, issues]) => ({ id: given[at]?.id ?? '', issues })),
  };
}

/** POST /api/<object>/assignment/apply: begins the job. 412 when the rules are not those that were looked at. */
export const applying = (
  contract: Contracts['apply'],
  assigned: Assigned,
  job: JobKind<ApplyInput>,
): Operation =>
  commandKnowing(
    contract,
    (ctx) => shapeOf(ctx, assigned.object),
    async (ctx, tx, shape, { body }) => {
      const asked = body as Asked & { readonly version: number };
      const { walk, rules } = await begin(narrowed(ctx, 'bulk'), tx, assigned, shape, asked);
      if (rules.version !== asked.version)
        throw new AppError('stale_version', 'Somebody changed these rules meanwhile.', {
          data: rules,
        });
      // A filter that could not run is refused now and not by the job.
      await countOpen(ctx, tx, walk);
      const job_id = await enqueue(ctx, tx, job, { ...walk.wish, version: rules.version });
      await recordEvents(tx, actorOf(ctx), [
        {
          name: `${assigned.object.singular}_assignment.applied`,
          after: { which: asked.which },
        },
      ]);
      return { status: 202, data: { job_id } };
    },
  );

/** Rights and wishes of a preview and of a run. */
async function begin(ctx: Ctx, tx: Tx, assigned: Assigned, shape: WriteShape, asked: Asked) {
  const { name } = assigned.object;
  mustHave(ctx.principal, `${name}:update`);
  mustHave(ctx.principal, `${name}:bulk`);
  if (shape.seen.rights.has('owner_id'))
    throw new AppError('forbidden', 'Your role does not allow to change owners.');
  const issues: Issue[] = [];
  const filter = readFilter(asked.filter ?? {}, 'filter', issues);
  if (!filter) throw invalid(issues);
  return walkOf(ctx, tx, assigned, shape, { which: asked.which, filter });
}

/** The rules as they are now. */
async function walkOf(ctx: Ctx, tx: Tx, assigned: Assigned, shape: WriteShape, wish: Wish) {
  const { rows } = await tx.run<Assignment>(assignmentOf(assigned, ctx.scope.company_id));
  const rules = rows[0] ?? noRules;
  const walk: Walk = { shape, assigned, ways: await waysOf(ctx, tx, rules), wish };
  return { walk, rules };
}

async function titlesOf(
  ctx: Ctx,
  tx: Tx,
  { seen, object }: WriteShape,
  records: readonly { readonly id: string }[],
): Promise<Map<string, string>> {
  const { rows } = await tx.run<{ id: string; title: string }>({
    text: `select t.id, ${titleSql(seen, 't')} as title from ${object.name} t where t.company_id = $1 and t.id = any($2::uuid[])`,
    values: [ctx.scope.company_id, records.map(({ id }) => id)],
  });
  return new Map(rows.map(({ id, title }) => [id, title]));
}
