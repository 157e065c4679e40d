import type { Ctx } from '@/core/run/context';
import { shapeOf } from '@/core/run/engine/write';
import { actorOf, recordEvents } from '@/core/run/events';
import { commandKnowing, type Module, query } from '@/core/run/module';
import { AppError, type Issue, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { applying, applyJobOf, previewing } from './apply';
import { checkFilters, type MemberUse } from './conditions';
import { assignmentContracts } from './contract';
import { type Assigned, type Assignment, assignmentOf, noRules, type Target } from './stored';

/**
 * GET and PUT /api/<object>/assignment, and its preview and application to the records that are there, with the job that does it. 412 when
 * somebody else changed the rules, 422 for filters, people, teams and ids that do not exist. The operations come before those of the
 * record, whose path fits theirs too.
 */
export function assignmentParts(assigned: Assigned): Required<Pick<Module, 'operations' | 'jobs'>> {
  const { object } = assigned;
  const contracts = assignmentContracts(object.name, object.singular);
  const job = applyJobOf(assigned);
  return {
    operations: [
      reading(contracts.get, assigned),
      setting(contracts.set, assigned),
      previewing(contracts.preview, assigned),
      applying(contracts.apply, assigned, job),
    ],
    jobs: [job],
  };
}

type Contracts = ReturnType<typeof assignmentContracts>;

const reading = (contract: Contracts['get'], assigned: Assigned) =>
  query(contract, async (ctx) => {
    const { rows } = await ctx.app.db.read<Assignment>(
      ctx.scope,
      assignmentOf(assigned, ctx.principal.company.id),
      { signal: ctx.signal },
    );
    return { data: rows[0] ?? noRules };
  });

interface Given {
  readonly rules: readonly {
    readonly id?: string | undefined;
    readonly name: string;
    readonly filter?: unknown;
    readonly to: Target;
  }[];
  readonly otherwise: Target;
  readonly version?: number | undefined;
}

const setting = (contract: Contracts['set'], assigned: Assigned) =>
  commandKnowing(
    contract,
    (ctx) => shapeOf(ctx, assigned.object),
    async (ctx, tx, _shape, { body }) => {
      const { singular } = assigned.object;
      const given = body as Given;
      const { company_id, user_id } = ctx.scope;
      const conditions = await checkFilters(ctx, assigned.object, given.rules);
      const named = targetsOf(given).flatMap(([path, { user_ids }]) =>
        user_ids.map((id, at): MemberUse => ({ path: `${path}.${at}`, id })),
      );
      const issues = [
        ...conditions.issues,
        ...targetIssues(given),
        ...(await memberIssues(ctx, tx, [...conditions.members, ...named])),
        ...(await teamIssues(ctx, tx, given)),
      ];
      if (issues.length > 0) throw invalid(issues);
      // Locked even while there is none, so that of two first versions one is stale.
      await tx.run({
        text: `insert into ${singular}_assignment (company_id, otherwise, version) values ($1, $2, 0) on conflict do nothing`,
        values: [company_id, JSON.stringify(noRules.otherwise)],
      });
      const { rows } = await tx.run<Assignment>(assignmentOf(assigned, company_id, true));
      const before = rows[0] ?? noRules;
      if (given.version !== undefined && given.version !== before.version)
        throw new AppError('stale_version', 'Somebody changed these rules meanwhile.', {
          data: before,
        });
      const known = new Set(before.rules.map(({ id }) => id));
      const strange = given.rules.flatMap(({ id }, at): Issue[] =>
        id === undefined || known.delete(id)
          ? []
          : [
              {
                path: `rules.${at}.id`,
                code: 'not_found',
                message: 'There is no such rule, or it is here twice.',
              },
            ],
      );
      if (strange.length > 0) throw invalid(strange);
      const rules = given.rules.map(({ id, name, filter, to }) => ({
        id: id ?? newId(),
        name,
        filter: filter ?? {},
        to,
      }));
      const after: Assignment = { rules, otherwise: given.otherwise, version: before.version + 1 };
      await tx.run({
        text: `update ${singular}_assignment set rules = $2, otherwise = $3, version = $4, updated_at = now(), updated_by = $5 where company_id = $1`,
        values: [
          company_id,
          JSON.stringify(rules),
          JSON.stringify(given.otherwise),
          after.version,
          user_id,
        ],
      });
      await tx.run({
        text: `delete from ${singular}_turns where company_id = $1 and rule_id = any($2::uuid[])`,
        values: [company_id, [...known]],
      });
      const facts = ({ rules: list, otherwise }: Assignment) => ({ rules: list, otherwise });
      await recordEvents(tx, actorOf(ctx), [
        { name: `${singular}_assignment.updated`, before: facts(before), after: facts(after) },
      ]);
      return { data: after };
    },
  );

const targetsOf = ({ rules, otherwise }: Given, of = 'user_ids'): [string, Target][] => [
  ...rules.map(({ to }, at): [string, Target] => [`rules.${at}.to.${of}`, to]),
  [`otherwise.${of}`, otherwise],
];

function targetIssues(given: Given): Issue[] {
  return targetsOf(given).flatMap(([path, { kind, user_ids, team_ids = [] }]): Issue[] => {
    if (new Set(user_ids).size < user_ids.length)
      return [{ path, code: 'repeated', message: 'Name each member once.' }];
    if (kind === 'creator')
      return user_ids.length > 0
        ? [{ path, code: 'too_many', message: 'Whoever makes it needs no name.' }]
        : [];
    if (user_ids.length === 0 && (kind === 'fixed' || team_ids.length === 0))
      return [{ path, code: 'required', message: 'Choose who gets these.' }];
    if (kind === 'fixed' && user_ids.length > 1)
      return [{ path, code: 'too_many', message: 'Choose one member.' }];
    return [];
  });
}

async function memberIssues(ctx: Ctx, tx: Tx, uses: readonly MemberUse[]): Promise<Issue[]> {
  if (uses.length === 0) return [];
  const { rows } = await tx.run<{ user_id: string }>({
    text: "select user_id from members where company_id = $1 and user_id = any($2::uuid[]) and status = 'active'",
    values: [ctx.scope.company_id, [...new Set(uses.map(({ id }) => id))]],
  });
  const active = new Set(rows.map(({ user_id }) => user_id));
  return uses.flatMap(({ path, id }) =>
    active.has(id) ? [] : [{ path, code: 'not_found', message: 'There is no such member.' }],
  );
}

/** Teams that are not there, named twice, or named where one person is asked for. */
async function teamIssues(ctx: Ctx, tx: Tx, given: Given): Promise<Issue[]> {
  const targets = targetsOf(given, 'team_ids');
  const all = targets.flatMap(([, { team_ids = [] }]) => team_ids);
  if (all.length === 0) return [];
  const { rows } = await tx.run<{ id: string }>({
    text: 'select id from teams where company_id = $1 and id = any($2::uuid[])',
    values: [ctx.scope.company_id, [...new Set(all)]],
  });
  const known = new Set(rows.map(({ id }) => id));
  return targets.flatMap(([path, { kind, team_ids = [] }]): Issue[] => {
    if (team_ids.length > 0 && (kind === 'fixed' || kind === 'creator'))
      return [{ path, code: 'too_many', message: 'A team takes turns; here it is one person.' }];
    if (new Set(team_ids).size < team_ids.length)
      return [{ path, code: 'repeated', message: 'Name each team once.' }];
    return team_ids.flatMap((id, at) =>
      known.has(id)
        ? []
        : [{ path: `${path}.${at}`, code: 'not_found', message: 'There is no such team.' }],
    );
  });
}
