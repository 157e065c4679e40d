import type { Ctx } from '@/core/run/context';
import { createRecords } from '@/core/run/engine/create';
import { updateRecords } from '@/core/run/engine/update';
import type { WriteResult } from '@/core/run/engine/write';
import type { Tx } from '@/platform/db/types';
import { type AccountFound, resolveAccounts } from './accounts';
import { type PeopleFound, resolvePeople, tiePeople } from './deal-people';
import { type Place, placesOf } from './deal-places';
import { closingOf, pastOf } from './deals';
import type { Draft, Mention, RowIssue } from './draft';
import { type IssueRow, type LinkRow, putIssues, putLinks } from './issues';
import { type Counts, type Job, noCounts } from './job';
import { mergedLink, openLinks } from './links';

import { type Plan, patchesOf, planOf, valuesOf } from './plan';

export interface ChunkResult {
  readonly counts: Counts;
  readonly issues: readonly IssueRow[];
}

/**
 * Stores up to 1,000 rows in the caller's transaction: duplicates told apart, owners and accounts looked up, records
 * written with their events, everything there is to tell about rows kept (`left`: rows that are no records). Safe to
 * run again when it did not commit.
 */
export async function storeChunk(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  drafts: readonly Draft[],
  left: readonly IssueRow[] = [],
): Promise<ChunkResult> {
  const chunk = new Chunk(job, drafts, left);
  const wanted = chunk.sortOut();
  const people = wanted.filter(({ account_only }) => !account_only);
  const { plans, duplicates } = await planOf(ctx, tx, job, people);
  for (const draft of duplicates) chunk.skip(draft, 'duplicate');
  const kept = wanted.filter((draft) => !duplicates.includes(draft));
  await chunk.findAccounts(ctx, tx, kept);
  await chunk.findPlaces(ctx, tx, kept, plans);
  const ready = plans.map((plan) => ({ ...plan, values: valuesOf(job, plan, chunk.complete) }));
  const fresh = ready.filter(({ id }) => id === null);
  const known = ready.flatMap((plan) => (plan.id === null ? [] : [{ ...plan, id: plan.id }]));
  const inputs = fresh.map(({ values }) => values);
  const now = ctx.app.clock.now().toISOString();
  // A time to come is a mistake of the file.
  const earlier = (time: string | null) => (time !== null && time < now ? time : null);
  const created = await createRecords(ctx, tx, job.shape, inputs, {
    collect: true,
    normalised: true,
    createdAt: (position) => earlier(fresh[position]?.draft.created_at ?? null),
    past: (position) => pastOf(fresh[position]?.draft, earlier),
  });
  chunk.note(created, fresh, true);
  const patches = await patchesOf(ctx, tx, job, known);
  const updated = await updateRecords(ctx, tx, job.shape, patches, {
    collect: true,
    idPath: () => '',
    past: (position) => pastOf(known[position]?.draft, earlier),
  });
  chunk.note(updated, known, false);
  await chunk.tiePeople(ctx, tx);
  await putLinks(ctx, tx, job.import_id, chunk.links);
  await putIssues(ctx, tx, job.import_id, chunk.issues);
  return { counts: chunk.counts, issues: chunk.issues };
}

/** What is known of a chunk's rows while they are stored. */
class Chunk {
  readonly issues: IssueRow[];
  readonly links: LinkRow[] = [];
  readonly counts: { -readonly [K in keyof Counts]: Counts[K] };
  private accounts: ReadonlyMap<number, AccountFound> = new Map();
  private zone = 'UTC';
  private places: ReadonlyMap<number, Place> = new Map();
  private people: ReadonlyMap<number, PeopleFound> = new Map();
  private readonly stored: { id: string; people: readonly string[]; isNew: boolean }[] = [];

  constructor(
    private readonly job: Job,
    private readonly drafts: readonly Draft[],
    left: readonly IssueRow[],
  ) {
    this.issues = [...left];
    this.counts = { ...noCounts, rows: drafts.length };
  }

  skip(draft: Draft, reason: string): void {
    this.counts.skipped += 1;
    this.tell(draft, 'skipped', null, reason);
  }

  /** The rows that hold something to store. Those with errors fail, unless only the wrong cells are to be left out. */
  sortOut(): Draft[] {
    const clears = this.job.options.on_error === 'clear_value';
    return this.drafts.filter((draft) => {
      for (const issue of draft.issues) {
        this.tell(draft, issue.severity, issue.column, issue.reason, issue.value);
      }
      const merged = mergedLink(this.job.vendor, draft);
      if (merged) this.links.push(merged);
      const fatal = (issue: RowIssue) =>
        issue.severity === 'error' && !(clears && issue.column !== null);
      if (draft.skip !== null) this.skip(draft, draft.skip);
      else if (draft.issues.some(fatal)) this.counts.failed += 1;
      else if (draft.account_only) this.counts.skipped += 1;
      return draft.skip === null && !draft.issues.some(fatal);
    });
  }

  async findAccounts(ctx: Ctx, tx: Tx, drafts: readonly Draft[]): Promise<void> {
    const asking = drafts.flatMap(({ row, mentions, values }) => {
      const mention = mentions.account_id && known(this.job.vendor, mentions.account_id);
      const domain = typeof values.email === 'string' ? values.email.split('@')[1] : undefined;
      return mention ? [{ row, mention, domain: domain ?? null }] : [];
    });
    const found = await resolveAccounts(ctx, tx, this.job.accounts, this.job.vendor, asking);
    this.accounts = new Map(asking.map(({ row }, at) => [row, found[at] as AccountFound]));
    const created = found.filter((one) => one.created).map(({ id }) => id);
    this.counts.accounts_created = new Set(created).size;
    for (const draft of drafts) if (draft.account_only) this.complete(draft);
  }

  /** Pipelines, stages and people of deals; what was not found is told. */
  async findPlaces(
    ctx: Ctx,
    tx: Tx,
    drafts: readonly Draft[],
    plans: readonly Plan[],
  ): Promise<void> {
    if (!this.job.deals) return;
    this.places = await placesOf(ctx, tx, this.job.deals, drafts, plans);
    const accountOf = ({ row }: Draft) => this.accounts.get(row)?.id ?? undefined;
    this.people = await resolvePeople(ctx, tx, this.job, drafts, accountOf);
    this.zone = ctx.principal.company.time_zone;
    for (const draft of drafts) {
      for (const [field, reason] of Object.entries(this.places.get(draft.row)?.reasons ?? {})) {
        const { column = null, name = null } = draft.mentions[field] ?? {};
        this.tell(draft, 'warning', column, reason, name);
      }
      for (const { mention, reason } of this.people.get(draft.row)?.unknown ?? [])
        this.tell(draft, 'warning', mention.column, reason, mention.source_id ?? mention.name);
    }
  }

  /** After the deals were stored: who has a say in them. */
  tiePeople(ctx: Ctx, tx: Tx): Promise<void> {
    return tiePeople(ctx, tx, this.job, this.stored);
  }

  /** A row's values with owner and account; what was not found is told. */
  readonly complete = (draft: Draft): Record<string, unknown> => {
    const values: Record<string, unknown> = { ...draft.values };
    if (Object.keys(draft.custom).length > 0) values.custom = draft.custom;
    if (draft.owner) {
      const { column, name, email, source_id } = draft.owner;
      const { id, reason } = this.job.owner(draft.owner);
      values.owner_id = id;
      if (reason !== null && !draft.issues.some((one) => one.reason === reason)) {
        this.tell(draft, 'warning', column, reason, name ?? email ?? source_id);
      }
    }
    const account = this.accounts.get(draft.row);
    const mention = draft.mentions.account_id;
    if (account?.id) values.account_id = account.id;
    if (account?.reason && mention) {
      this.tell(
        draft,
        'warning',
        mention.column,
        account.reason,
        mention.source_id ?? mention.name,
      );
    }
    // Made by this file, which may have meant another one: told, too.
    if (this.job.deals && account?.created && mention)
      this.tell(draft, 'warning', mention.column, 'unknown_account', mention.name);
    const place = this.places.get(draft.row);
    if (place) {
      if (place.stage_id !== null) {
        values.pipeline_id = place.pipeline_id;
        values.stage_id = place.stage_id;
      }
      Object.assign(values, closingOf(draft, place, this.zone));
    }
    return values;
  };

  /** Counts what the engine wrote and tells what it refused. */
  note({ written, refused }: WriteResult, plans: readonly Plan[], isNew: boolean): void {
    for (const { position, id } of written) {
      const { draft, also } = plans[position] as Plan;
      this.counts[isNew ? 'created' : 'updated'] += 1;
      this.counts.updated += also.length;
      const people = [draft, ...also].flatMap(({ row }) => this.people.get(row)?.ids ?? []);
      if (people.length > 0) this.stored.push({ id, people: [...new Set(people)], isNew });
      for (const one of [draft, ...also]) this.links.push(...openLinks(this.job.vendor, one, id));
    }
    for (const [position, problems] of refused) {
      const { draft, also } = plans[position] as Plan;
      this.counts.failed += 1 + also.length;
      for (const { path, code } of problems) {
        const [field = '', key = ''] = path.split('.');
        const name = field === 'custom' ? `custom.${key}` : field;
        this.tell(draft, 'error', this.job.columnOf(name), code);
      }
    }
  }

  private tell(
    { row }: Draft,
    severity: IssueRow['severity'],
    column: string | null,
    reason: string,
    value: string | null = null,
  ): void {
    this.issues.push({ row, severity, column, reason, value });
  }
}

/** Ids in a plain spreadsheet are known nowhere else. */
const known = (vendor: string, mention: Mention): Mention =>
  vendor === 'spreadsheet' ? { ...mention, source_id: null } : mention;
