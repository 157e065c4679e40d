import type { Ctx } from '@/core/run/context';
import { createRecords } from '@/core/run/engine/create';
import { fold } from '@/core/run/engine/fold';
import { batchLimit } from '@/core/run/engine/write';
import { sourceKey } from '@/core/run/match/identity';
import { findByKeys } from '@/core/run/match/match-keys';
import type { Tx } from '@/platform/db/types';
import type { Draft, Mention } from './draft';
import type { Job } from './job';

/** The people a row names, the main one first, and the mentions that led to nobody with the reason. */
export interface PeopleFound {
  readonly ids: readonly string[];
  readonly unknown: readonly {
    mention: Mention;
    reason: 'unknown_contact' | 'ambiguous_contact';
  }[];
}

/** Contacts by the other product's id, else by folded name, told apart by the account of the deal. */
export async function resolvePeople(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  drafts: readonly Draft[],
  accountOf: (draft: Draft) => string | undefined,
): Promise<ReadonlyMap<number, PeopleFound>> {
  const mentions = drafts.flatMap(({ people }) => people);
  if (mentions.length === 0) return new Map();
  const keyOf = ({ source_id }: Mention) =>
    source_id === null || job.vendor === 'spreadsheet' ? '' : sourceKey(job.vendor, source_id);
  const keys = mentions.map(keyOf).filter((key) => key !== '');
  const byKey = await findByKeys(ctx, tx, 'contacts', keys);
  const byName = await readNamed(
    ctx,
    tx,
    mentions.flatMap(({ name }) => name ?? []),
  );
  const find = (
    draft: Draft,
    mention: Mention,
  ): string | 'unknown_contact' | 'ambiguous_contact' => {
    const direct = byKey.get(keyOf(mention))?.[0];
    if (direct !== undefined) return direct;
    const named = byName.get(fold(mention.name ?? '')) ?? [];
    const account = accountOf(draft);
    const near = named.filter(({ account_id }) => account !== undefined && account_id === account);
    const [one, ...more] = near.length > 0 ? near : named;
    if (!one) return 'unknown_contact';
    return more.length > 0 ? 'ambiguous_contact' : one.id;
  };
  return new Map(
    drafts.map((draft): [number, PeopleFound] => {
      const found = draft.people.map((mention) => ({ mention, found: find(draft, mention) }));
      const ids = found.flatMap((one) => (isReason(one.found) ? [] : [one.found]));
      const unknown = found.flatMap(({ mention, found: reason }) =>
        isReason(reason) ? [{ mention, reason }] : [],
      );
      return [draft.row, { ids: [...new Set(ids)], unknown }];
    }),
  );
}

const isReason = (found: string): found is 'unknown_contact' | 'ambiguous_contact' =>
  found === 'unknown_contact' || found === 'ambiguous_contact';

interface Named {
  readonly id: string;
  readonly title_key: string;
  readonly account_id: string | null;
}

async function readNamed(
  ctx: Ctx,
  tx: Tx,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly Named[]>> {
  const keys = [...new Set(names.map((name) => fold(name)))].filter((key) => key !== '');
  if (keys.length === 0) return new Map();
  const { rows } = await tx.run<Named>({
    name: 'import_people',
    text: 'select id, title_key, account_id from contacts where company_id = $1 and title_key = any($2::text[]) and deleted_at is null order by id',
    values: [ctx.scope.company_id, keys],
  });
  const found = new Map<string, Named[]>();
  for (const one of rows) found.set(one.title_key, [...(found.get(one.title_key) ?? []), one]);
  return found;
}

/** Ties people to stored deals; those that are in a deal already stay as they are. */
export async function tiePeople(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  deals: readonly { id: string; people: readonly string[]; isNew: boolean }[],
): Promise<void> {
  if (!job.deals || !ctx.principal.permissions.has('deal_contacts:create')) return;
  const inputs = deals.flatMap(({ id, people, isNew }) =>
    people.map((contact_id, at) => ({ deal_id: id, contact_id, is_primary: isNew && at === 0 })),
  );
  for (let at = 0; at < inputs.length; at += batchLimit) {
    const some = inputs.slice(at, at + batchLimit);
    await createRecords(ctx, tx, job.deals.people, some, { collect: true });
  }
}
