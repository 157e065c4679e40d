import type { Ctx } from '@/core/run/context';
import { createRecords } from '@/core/run/engine/create';
import { fold } from '@/core/run/engine/fold';
import type { WriteShape } from '@/core/run/engine/write-shape';
import { sourceKey } from '@/core/run/match/identity';
import { findByKeys } from '@/core/run/match/match-keys';
import type { Tx } from '@/platform/db/types';
import type { Mention } from './draft';

/** An account a row names, with the domain of its mail address as a further hint. */
export interface AccountWish {
  readonly mention: Mention;
  readonly domain: string | null;
}

export interface AccountFound {
  readonly id: string | null;
  readonly created: boolean;
  /** `unknown_account`: the id is not known. `account_not_created`: no right to, or the name was refused. */
  readonly reason: string | null;
}

/**
 * Accounts of a chunk: by the other product's id, else by folded name, else by mail domain when the names begin alike,
 * else created. Two accounts of one name with different ids stay two. Answers in the order of the wishes.
 */
export async function resolveAccounts(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  vendor: string,
  wishes: readonly AccountWish[],
): Promise<AccountFound[]> {
  if (wishes.length === 0) return [];
  const keyOf = ({ source_id }: Mention) =>
    source_id === null ? '' : sourceKey(vendor, source_id);
  const ids = wishes.map(({ mention }) => keyOf(mention)).filter((key) => key !== '');
  const domains = wishes.flatMap(({ domain }) => (domain === null ? [] : [`domain:${domain}`]));
  const byKey = await findByKeys(ctx, tx, 'accounts', [...ids, ...domains]);
  const near = domains.flatMap((key) => byKey.get(key) ?? []);
  const names = wishes.flatMap(({ mention }) => mention.name ?? []);
  const candidates = await readCandidates(ctx, tx, names, near);
  const warns = ids.length > 0 && (await hasAccountsOf(ctx, tx, vendor));

  const find = ({ mention, domain }: AccountWish): string | undefined => {
    const { name, source_id } = mention;
    const bySource = byKey.get(keyOf(mention))?.[0];
    if (bySource !== undefined || name === null) return bySource;
    const free = (one: Candidate) => source_id === null || one.source_system !== vendor;
    const sameName = candidates.byTitle.get(fold(name))?.find(free);
    if (sameName) return sameName.id;
    const ofDomain = domain === null ? [] : (byKey.get(`domain:${domain}`) ?? []);
    return ofDomain.find((id) => {
      const one = candidates.byId.get(id);
      return one && free(one) && alike(one.title_key, name);
    });
  };

  const found = wishes.map(find);
  const missing = wishes.filter((_, at) => found[at] === undefined);
  const made = await createMissing(ctx, tx, shape, vendor, missing);
  return wishes.map(({ mention }, at): AccountFound => {
    const unknown = warns && mention.source_id !== null && !byKey.has(keyOf(mention));
    const known = found[at];
    const fresh = known === undefined ? made(mention) : undefined;
    const id = known ?? fresh ?? null;
    const failed = mention.name === null ? 'unknown_account' : 'account_not_created';
    const reason = id === null ? failed : unknown ? 'unknown_account' : null;
    return { id, created: fresh !== undefined, reason };
  });
}

/** Whether any account of this product was brought in before: only then is an id that is not found worth a warning. */
async function hasAccountsOf(ctx: Ctx, tx: Tx, vendor: string): Promise<boolean> {
  const { rows } = await tx.run<{ one: number }>({
    name: 'import_has_accounts',
    text: `select 1 as one from match_keys where company_id = $1 and object = 'accounts' and key >= $2 and key < $3 limit 1`,
    values: [ctx.scope.company_id, `id:${vendor}:`, `id:${vendor};`],
  });
  return rows.length > 0;
}

interface Candidate {
  readonly id: string;
  readonly title_key: string;
  readonly source_system: string;
}

/** Live accounts of these names or ids, the oldest first. */
async function readCandidates(
  ctx: Ctx,
  tx: Tx,
  names: readonly string[],
  ids: readonly string[],
): Promise<{ byTitle: Map<string, Candidate[]>; byId: Map<string, Candidate> }> {
  const titles = [...new Set(names.map((name) => fold(name)))].filter((key) => key !== '');
  const columns = 'select id, title_key, source_system from accounts where company_id = $1';
  const { rows } = await tx.run<Candidate>({
    name: 'import_accounts',
    text:
      `${columns} and title_key = any($2::text[]) and deleted_at is null ` +
      `union ${columns} and id = any($3::uuid[]) and deleted_at is null order by id`,
    values: [ctx.scope.company_id, titles, [...new Set(ids)]],
  });
  const byTitle = new Map<string, Candidate[]>();
  for (const one of rows) byTitle.set(one.title_key, [...(byTitle.get(one.title_key) ?? []), one]);
  return { byTitle, byId: new Map(rows.map((one) => [one.id, one])) };
}

const firstWord = (key: string): string => key.split(/[\s,.&-]+/)[0] ?? '';
const alike = (titleKey: string, name: string): boolean =>
  firstWord(titleKey) !== '' && firstWord(titleKey) === firstWord(fold(name));

/** One account per name and id; a name without id is one of those of its name. Answers a look-up. */
async function createMissing(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  vendor: string,
  wishes: readonly AccountWish[],
): Promise<(mention: Mention) => string | undefined> {
  if (!ctx.principal.permissions.has('accounts:create')) return () => undefined;
  const inputs = new Map<string, Record<string, unknown>>();
  const withId = wishes.filter(({ mention }) => mention.source_id !== null);
  const names = new Set<string>();
  for (const { mention } of [...withId, ...wishes]) {
    const { name, source_id } = mention;
    const key = fold(name ?? '');
    if (name === null || key === '' || (source_id === null && names.has(key))) continue;
    names.add(key);
    const origin = source_id === null ? {} : { source_id, source_system: vendor };
    const one = `${key}\n${source_id ?? ''}`;
    if (!inputs.has(one)) inputs.set(one, { name, ...origin });
  }
  const list = [...inputs];
  if (list.length === 0) return () => undefined;
  const values = list.map(([, input]) => input);
  const { written } = await createRecords(ctx, tx, shape, values, { collect: true });
  const ids = new Map(written.map(({ position, id }) => [list[position]?.[0] ?? '', id]));
  const byName = new Map([...ids].reverse().map(([key, id]) => [key.split('\n')[0], id]));
  return ({ name, source_id }) =>
    ids.get(`${fold(name ?? '')}\n${source_id ?? ''}`) ??
    (source_id === null ? byName.get(fold(name ?? '')) : undefined);
}
