import type { Ctx } from '@/core/run/context';
import { readFilter } from '@/core/run/engine/filter-parse';
import { whereSql } from '@/core/run/engine/filter-sql';
import { Parameters } from '@/core/run/engine/parameters';
import { shapeOf } from '@/core/run/engine/write';
import { actorOf, recordEvents } from '@/core/run/events';
import { command, type Operation, query } from '@/core/run/module';
import { AppError, type Issue, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { leads } from '../object';
import { getAssignment, setAssignment } from './contract';
import { type Assignment, assignmentOf, noRules, type Target } from './stored';

/** GET /api/leads/assignment. */
export const assignment = query(getAssignment, async (ctx) => {
  const { rows } = await ctx.app.db.read<Assignment>(
    ctx.scope,
    assignmentOf(ctx.principal.company.id),
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

const inside = command(setAssignment, async (ctx, tx, { body }) => {
  const given = body as Given;
  const { company_id, user_id } = ctx.scope;
  const issues = [
    ...(await filterIssues(ctx, given)),
    ...targetIssues(given),
    ...(await memberIssues(ctx, tx, given)),
  ];
  if (issues.length > 0) throw invalid(issues);
  // Locked even while there is none, so that of two first versions one is stale.
  await tx.run({
    text: 'insert into lead_assignment (company_id, otherwise, version) values ($1, $2, 0) on conflict do nothing',
    values: [company_id, JSON.stringify(noRules.otherwise)],
  });
  const { rows } = await tx.run<Assignment>(assignmentOf(company_id, true));
  const before = rows[0] ?? noRules;
  if (given.version !== undefined && given.version !== before.version)
    throw new AppError('stale_version', 'Somebody changed these rules meanwhile.', {
      data: before,
    });
  const known = new Set(before.rules.map(({ id }) => id));
  const rules = given.rules.map(({ id, name, filter, to }) => ({
    id: id !== undefined && known.delete(id) ? id : newId(),
    name,
    filter: filter ?? {},
    to,
  }));
  const after: Assignment = { rules, otherwise: given.otherwise, version: before.version + 1 };
  await tx.run({
    text: 'update lead_assignment set rules = $2, otherwise = $3, version = $4, updated_at = now(), updated_by = $5 where company_id = $1',
    values: [
      company_id,
      JSON.stringify(rules),
      JSON.stringify(given.otherwise),
      after.version,
      user_id,
    ],
  });
  await tx.run({
    text: 'delete from lead_turns where company_id = $1 and rule_id = any($2::uuid[])',
    values: [company_id, [...known]],
  });
  const facts = ({ rules: list, otherwise }: Assignment) => ({ rules: list, otherwise });
  await recordEvents(tx, actorOf(ctx), [
    { name: 'lead_assignment.updated', before: facts(before), after: facts(after) },
  ]);
  return { data: after };
});

/** PUT /api/leads/assignment. 412 when somebody else changed the rules, 422 for filters, people and ids that do not exist. */
export const changeAssignment: Operation = {
  contract: setAssignment,
  async run(ctx, input) {
    await shapeOf(ctx, leads);
    return inside.run(ctx, input);
  },
};

/** Filters are read as a list reads them, so what they name exists. */
async function filterIssues(ctx: Ctx, { rules }: Given): Promise<Issue[]> {
  const { compiled } = await shapeOf(ctx, leads);
  const issues: Issue[] = [];
  rules.forEach(({ filter }, at) => {
    const node = readFilter(filter ?? {}, `rules.${at}.filter`, issues);
    if (node) whereSql(ctx, compiled, node, new Parameters(ctx.scope.company_id), issues);
  });
  return issues;
}

const targetsOf = ({ rules, otherwise }: Given): [string, Target][] => [
  ...rules.map(({ to }, at): [string, Target] => [`rules.${at}.to.user_ids`, to]),
  ['otherwise.user_ids', otherwise],
];

function targetIssues(given: Given): Issue[] {
  return targetsOf(given).flatMap(([path, { kind, user_ids }]): Issue[] => {
    if (new Set(user_ids).size < user_ids.length)
      return [{ path, code: 'repeated', message: 'Name each member once.' }];
    if (kind === 'creator')
      return user_ids.length > 0
        ? [{ path, code: 'too_many', message: 'Whoever makes the lead needs no name.' }]
        : [];
    if (user_ids.length === 0)
      return [{ path, code: 'required', message: 'Choose who gets these leads.' }];
    if (kind === 'fixed' && user_ids.length > 1)
      return [{ path, code: 'too_many', message: 'Choose one member.' }];
    return [];
  });
}

async function memberIssues(ctx: Ctx, tx: Tx, given: Given): Promise<Issue[]> {
  const ids = [...new Set(targetsOf(given).flatMap(([, { user_ids }]) => user_ids))];
  if (ids.length === 0) return [];
  const { rows } = await tx.run<{ user_id: string }>({
    text: "select user_id from members where company_id = $1 and user_id = any($2::uuid[]) and status = 'active'",
    values: [ctx.scope.company_id, ids],
  });
  const active = new Set(rows.map(({ user_id }) => user_id));
  return targetsOf(given).flatMap(([path, { user_ids }]) =>
    user_ids.flatMap((id, at) =>
      active.has(id)
        ? []
        : [{ path: `${path}.${at}`, code: 'not_found', message: 'There is no such member.' }],
    ),
  );
}
