import type { Tx } from '@/platform/db/types';
import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Draft } from './draft';
import type { WriteShape } from './write-shape';

/**
 * Whether everything the drafts point at exists in the company and is not in the bin: one statement, however many
 * drafts and targets. Problems go to the drafts they belong to. Values that did not change are not looked up again.
 */
export async function checkReferences(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  drafts: readonly Draft[],
): Promise<void> {
  const uses = drafts.flatMap((draft) => usesOf(ctx, shape, draft));
  const wanted = new Map<string, Set<string>>();
  for (const { target, id } of uses) {
    let ids = wanted.get(target);
    if (!ids) wanted.set(target, (ids = new Set()));
    ids.add(id);
  }
  if (wanted.size === 0) return;
  const targets = [...wanted.keys()];
  const parts = targets.map((target, position) =>
    target === 'members'
      ? `select ${position} as target, user_id as id from members where company_id = $1 and user_id = any($${position + 2}::uuid[]) and status = 'active'`
      : `select ${position} as target, id from ${target} where company_id = $1 and id = any($${position + 2}::uuid[]) and deleted_at is null`,
  );
  const { rows } = await tx.run<{ target: number; id: string }>({
    text: parts.join(' union all '),
    values: [ctx.scope.company_id, ...targets.map((target) => [...(wanted.get(target) ?? [])])],
  });
  const found = new Set(rows.map(({ target, id }) => `${targets[target]}:${id}`));
  for (const { draft, path, target, id } of uses) {
    if (!found.has(`${target}:${id}`)) draft.issues.push(unknown(draft.prefix + path));
  }
}

const unknown = (path: string): Issue => ({
  path,
  code: 'not_found',
  message: 'This record does not exist.',
});

interface Use {
  readonly draft: Draft;
  readonly path: string;
  readonly target: string;
  readonly id: string;
}

function usesOf(ctx: Ctx, shape: WriteShape, draft: Draft): Use[] {
  const uses: Use[] = [];
  const note = (path: string, target: string, id: unknown) => {
    const me = target === 'members' && id === ctx.scope.user_id;
    if (typeof id === 'string' && !me) uses.push({ draft, path, target, id });
  };
  for (const { name, target } of shape.references) {
    if (name in draft.set && draft.set[name] !== draft.before?.[name])
      note(name, target, draft.set[name]);
  }
  for (const [key, value] of Object.entries(draft.custom)) {
    if (shape.custom.get(key)?.field.kind === 'user') note(`custom.${key}`, 'members', value);
  }
  return uses;
}

/**
 * Refuses chains that come back to their start, for references marked `acyclic`. Takes a lock per field until the
 * transaction ends, so that two changes at once cannot close a circle between them.
 */
export async function checkCycles(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  drafts: readonly Draft[],
): Promise<void> {
  for (const { name, target, acyclic } of shape.references) {
    if (!acyclic || target !== shape.object.name) continue;
    const moved = drafts.filter(
      (draft) => draft.before !== null && typeof draft.set[name] === 'string',
    );
    if (moved.length === 0) continue;
    const { company_id } = ctx.scope;
    await tx.run({
      text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: [`chain:${company_id}:${shape.object.name}:${name}`],
    });
    const { rows } = await tx.run<{ id: string; parent: string | null }>({
      text:
        `with recursive chain as (` +
        `select id, ${name} as parent from ${target} where company_id = $1 and id = any($2::uuid[]) ` +
        `union select t.id, t.${name} from chain join ${target} t on t.company_id = $1 and t.id = chain.parent) ` +
        `select id, parent from chain`,
      values: [company_id, moved.map((draft) => draft.set[name])],
    });
    const parents = new Map(rows.map(({ id, parent }) => [id, parent]));
    for (const draft of drafts) {
      if (name in draft.set) parents.set(draft.id, draft.set[name] as string | null);
    }
    for (const draft of moved) {
      if (!comesBack(draft.id, parents)) continue;
      draft.issues.push({
        path: draft.prefix + name,
        code: 'cycle',
        message: 'This would make a circle.',
      });
    }
  }
}

function comesBack(start: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(start); at; at = parents.get(at)) {
    if (at === start) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}
