import { createHash } from 'node:crypto';
import type { Cache } from '@/platform/cache/cache';
import type { Contract, Pagination } from '../shape/contract';
import type { Answer, Answers, Ctx, Input, Operation, Registry } from './context';
import { shape } from './reply';

type Result = keyof ReturnType<Answers['figures']>['results'];

/** Longer answers are not kept, characters. */
const longest = 512 * 1024;

/** Keeps the answers of the queries whose contract says so. The pipeline asks it for every answer; nothing else keeps any. */
export class KeptAnswers implements Answers {
  /** What is being worked out, by key and versions: never shared with whoever asks after a bump. */
  private readonly running = new Map<string, Promise<Answer>>();
  private readonly counts = new Map<string, Record<Result, number>>();

  /** Those that some contract names: the others end nothing. */
  private readonly tags: ReadonlySet<string>;

  constructor(
    private readonly cache: Cache,
    { operations }: Pick<Registry, 'operations'>,
  ) {
    this.tags = new Set(
      [...operations.values()].flatMap(({ contract }) => contract.cache?.tags ?? []),
    );
  }

  async of(ctx: Ctx, operation: Operation, input: Input): Promise<Answer> {
    const { contract } = operation;
    if (!contract.cache || !isKept(contract.cache, input)) return operation.run(ctx, input);
    const key = keyOf(ctx, contract, contract.cache, input);
    // Before anything is read: what a change overtakes is kept under versions that nobody looks for any more.
    const found = await this.cache.look(key, tagsOf(ctx.scope.company_id, contract.cache.tags));
    if (!found) {
      this.count(contract, 'off');
      return operation.run(ctx, input);
    }
    if (found.kept !== null) {
      this.count(contract, 'hit');
      return answerOf(found.kept);
    }
    const place = `${key} ${found.versions}`;
    const running = this.running.get(place);
    this.count(contract, running ? 'shared' : 'miss');
    if (running) return running;
    const making = this.make(ctx, operation, input, key, found.versions);
    this.running.set(place, making);
    try {
      return await making;
    } finally {
      this.running.delete(place);
    }
  }

  bump(company_id: string, tags: Iterable<string>): void | Promise<void> {
    const named = [...tags, '*'].filter((tag) => this.tags.has(tag));
    if (named.length > 0) return this.cache.bump(tagsOf(company_id, named));
  }

  figures() {
    const results = { hit: 0, shared: 0, miss: 0, off: 0 };
    const hit_ratio: Record<string, number> = {};
    for (const [name, counts] of this.counts) {
      for (const result of Object.keys(results) as Result[]) results[result] += counts[result];
      const { hit, shared, miss, off } = counts;
      hit_ratio[name] = (hit + shared) / (hit + shared + miss + off);
    }
    return { results, hit_ratio, bytes: this.cache.bytes() };
  }

  private async make(
    ctx: Ctx,
    operation: Operation,
    input: Input,
    key: string,
    versions: string,
  ): Promise<Answer> {
    const { contract } = operation;
    // Others wait for it as well, so it goes on when the one who asked first goes away.
    const signal = AbortSignal.timeout(contract.limits?.timeout_ms ?? 25_000);
    const answer = await operation.run({ ...ctx, signal }, input);
    const { data, json = JSON.stringify(data), pagination, ...rest } = shape(answer, contract);
    const others = Object.keys(rest);
    if (others.length > 0) throw new Error(`${contract.name} cannot keep its ${others.join()}`);
    const text = `${JSON.stringify(pagination ?? null)}\n${json}`;
    if (text.length <= longest) this.cache.keep(key, versions, text, contract.cache?.ttl ?? 0);
    return { json, ...(pagination ? { pagination } : {}) };
  }

  private count({ name }: Contract, result: Result): void {
    let counts = this.counts.get(name);
    if (!counts) this.counts.set(name, (counts = { hit: 0, shared: 0, miss: 0, off: 0 }));
    counts[result]++;
  }
}

const isKept = ({ only }: NonNullable<Contract['cache']>, { query }: Input): boolean =>
  only === undefined || (query as Record<string, unknown>)[only] !== undefined;

const tagsOf = (company_id: string, tags: readonly string[]): string[] =>
  tags.map((tag) => `${company_id}:${tag}`);

/** The page it is of, then the JSON text of the data. */
function answerOf(text: string): Answer {
  const end = text.indexOf('\n');
  const pagination = JSON.parse(text.slice(0, end)) as Pagination | null;
  return { json: text.slice(end + 1), ...(pagination ? { pagination } : {}) };
}

/** Everything a handler may look at: two readers who could be answered differently never have the same key. */
function keyOf(
  { principal, language }: Ctx,
  { name }: Contract,
  { per }: NonNullable<Contract['cache']>,
  { params, query }: Input,
): string {
  const { kind, company, role, permissions, reach, fields, user, api_key_id } = principal;
  // Who does not see everything sees something of their own.
  const reader = per === 'user' || reach !== null ? [user, api_key_id, reach] : [];
  const may = [rightsOf(permissions), fields];
  const all = [kind, company, role, ...may, language, reader, params, query];
  const hash = createHash('sha256').update(JSON.stringify(all)).digest('base64url');
  return `${company.id}:${name}:${hash}`;
}

const rights = new WeakMap<ReadonlySet<string>, string>();

/** Sets are shared by everybody of a role, so each is written out once. */
function rightsOf(permissions: ReadonlySet<string>): string {
  let text = rights.get(permissions);
  if (text === undefined) rights.set(permissions, (text = [...permissions].sort().join()));
  return text;
}
