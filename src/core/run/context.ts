import type { Logger } from 'pino';
import type { Bus } from '@/platform/bus/bus';
import type { Clock } from '@/platform/clock';
import type { Database, Scope, Tx } from '@/platform/db/types';
import type { Env } from '@/platform/env';
import type { Limiter } from '@/platform/limits';
import type { Mailer } from '@/platform/mail/mailer';
import type { Metrics } from '@/platform/metrics';
import type { Outbound } from '@/platform/outbound/outbound';
import type { Transport } from '@/platform/queue/transport';
import type { RedisLink } from '@/platform/redis';
import type { Storage } from '@/platform/storage/storage';
import type { Contract, Pagination } from '../shape/contract';
import type { Issue } from '../shape/errors';
import type { FieldRights } from '../shape/field-rights';
import type { ObjectDefinition } from '../shape/object';
import type { Reaching } from '../shape/reach';
import type { Load } from './load';

export type Role = 'owner' | 'admin' | 'manager' | 'rep' | 'read_only' | 'custom' | 'guest';

/** What the hot path needs to know of a company; cached with the principal. */
export interface CompanyInfo {
  readonly id: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** ISO 3166 alpha-2, the default country of phone numbers. */
  readonly country: string;
  /** IANA name. */
  readonly time_zone: string;
  readonly language: 'en' | 'tr';
  /** Counts up with every change of a custom field; compiled schemas are kept per version. */
  readonly fields_version: number;
}

/** Who acts, and where. Read from the session or key, never from the request. Cached at most 1 s. */
export interface Principal {
  readonly kind: 'user' | 'api_key' | 'system';
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly company: CompanyInfo;
  readonly role: Role;
  readonly permissions: ReadonlySet<string>;
  /** How far the rights on records go; null: to all of them. */
  readonly reach: Reaching | null;
  /** Fields that are not seen or written whole; null: all of them are. */
  readonly fields: FieldRights | null;
  readonly session_id: string | null;
  /** Of a session whose person has not proved lately who they are: it does nothing dangerous. */
  readonly stale?: boolean;
  /** Of a session without a second factor where the company asks for one. */
  readonly lacks_second_factor?: boolean;
  /** The networks its company is used from, CIDR; absent: any. */
  readonly networks?: readonly string[];
  readonly api_key_id: string | null;
  /** The networks the key works from, CIDR; absent: any. */
  readonly key_networks?: readonly string[];
}

/** Where a request came from; written on every event. */
export interface Origin {
  readonly request_id: string;
  readonly source: 'web' | 'api' | 'import' | 'system';
  readonly ip: string | null;
  readonly user_agent: string | null;
  /** Groups the events of one bulk call or import; the request id when absent. */
  readonly correlation_id?: string;
}

/** Answers that are kept where a contract says so. */
export interface Answers {
  /** The answer of an operation, kept or not. Throws what the operation throws. */
  of(ctx: Ctx, operation: Operation, input: Input): Promise<Answer>;
  /** Ends what was kept of a company under these tags. Called for every event, after its commit. */
  bump(company_id: string, tags: Iterable<string>): void | Promise<void>;
  /** For metrics, since the start. */
  figures(): {
    /** `shared`: worked out for somebody who asked at the same moment. `off`: nothing could be kept. */
    readonly results: Readonly<Record<'hit' | 'shared' | 'miss' | 'off', number>>;
    /** By operation. */
    readonly hit_ratio: Readonly<Record<string, number>>;
    /** What they take of the memory of this process. */
    readonly bytes: number;
  };
}

/** The parts of a running Ambit, wired once at start. */
export interface App {
  readonly env: Env;
  readonly log: Logger;
  readonly clock: Clock;
  readonly db: Database;
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly limiter: Limiter;
  /** How many requests run at once in this process. */
  readonly load: Load;
  /** Answers that are kept. */
  readonly answers: Answers;
  /** What limits and kept answers are shared through; null: each process has its memory. */
  readonly redis: Pick<RedisLink, 'ready'> | null;
  readonly mail: Mailer;
  /** Files, on disk or in a bucket. */
  readonly storage: Storage;
  /** Calls to addresses that somebody gave. */
  readonly outbound: Outbound;
  /** To every process, best effort. */
  readonly bus: Bus;
  /** Wakes whoever does jobs. */
  readonly queue: Transport;
  /**
   * Who is calling, from cookie or bearer token; null when nobody. Given by identity. `from` is noted as where a key was used;
   * `quiet`: nobody is doing anything, so it does not count as a use of the session.
   */
  authenticate(
    request: Request,
    how?: { readonly from?: Origin; readonly quiet?: boolean },
  ): Promise<Principal | null>;
}

/** What every handler gets first. */
export interface Ctx extends Anonymous {
  readonly principal: Principal;
  /** Company and user for the database door. */
  readonly scope: Scope;
  /** Called by commands in their transaction before it commits: keeps the answer of an Idempotency-Key with its effect. */
  readonly settle?: (tx: Tx, answer: Answer) => Promise<void>;
}

/** A caller who need not be signed in. */
export interface Anonymous {
  readonly app: App;
  readonly origin: Origin;
  readonly signal: AbortSignal;
  readonly language: 'en' | 'tr';
}

/** What a handler returns; the pipeline wraps it in the envelope. */
export interface Answer {
  /** Cut to the contract's output schema. */
  readonly data?: unknown;
  /** Instead of `data`: JSON text made by PostgreSQL, sent as it is. */
  readonly json?: string;
  /** Instead of both, for `raw` contracts. */
  readonly response?: Response;
  /** Instead of all three, for `raw` contracts whose answer goes on: called once its head was sent. */
  readonly live?: (outlet: Outlet) => void;
  readonly pagination?: Pagination;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `Set-Cookie` lines. */
  readonly cookies?: readonly string[];
  readonly status?: number;
}

/** Where an answer that goes on is written to. */
export interface Outlet {
  write(chunk: Uint8Array): void;
  /** Bytes that were written and not yet taken by the reader. */
  behind(): number;
  /** Ends it after what was written. */
  end(): void;
  /** Ends it now; what was not taken is lost. */
  cut(): void;
  /** Called once, when it has ended for whatever reason. */
  onClose(listener: () => void): void;
}

export interface Input<P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** What in the body cannot be stored; only a contract that says `checks_body` ever sees any, and has to refuse it. */
  readonly unstorable: readonly Issue[];
  /** Request headers, lower case, for If-Match and the like. */
  readonly headers: Headers;
  /** The request itself, for multipart bodies and cookies. */
  readonly request: Request;
}

/** A contract with its handler. */
export interface Operation {
  readonly contract: Contract;
  readonly run: (ctx: Ctx & Anonymous, input: Input) => Promise<Answer>;
}

export type Values = Record<string, unknown>;

/** One record about to be written: what it was (null on create) and the fields that change. */
export interface Change {
  readonly id: string;
  readonly before: Values | null;
  /** Normalised values by field; hooks may add or replace entries. */
  readonly set: Values;
  /** Normalised values of the company's own fields that change, by key. */
  readonly custom: Values;
  /**
   * Only of files: the change tells what has happened elsewhere, so rules that hold people back do not apply. What the
   * file says of fields nobody can write stands here.
   */
  readonly past?: Values;
}

/** Rules of one object beyond its definition. Called for whole batches, so a rule is one query for many records. */
export interface RecordHooks {
  /** Before the statement: derive values, or return issues (path = field) by record id. */
  beforeWrite?(
    ctx: Ctx,
    tx: Tx,
    changes: readonly Change[],
  ): Promise<ReadonlyMap<string, readonly Issue[]> | void>;
  /** After the records of the same batch were written, in their transaction: writes what follows from it. `set` has what changed. */
  afterWrite?(ctx: Ctx, tx: Tx, changes: readonly Change[]): Promise<void>;
  /** Before locked records go to the bin. Throws when they must stay. */
  beforeDelete?(ctx: Ctx, tx: Tx, records: readonly Values[]): Promise<void>;
  /** After records went to the bin or came back from it, in their transaction; as they were before. */
  afterMove?(ctx: Ctx, tx: Tx, records: readonly Values[]): Promise<void>;
  /**
   * Values of a record as it was at an instant (ISO 8601) that its events alone do not tell, since they also follow from
   * something else.
   */
  asItWas?(ctx: Ctx, record: Values, at: string): Promise<Values>;
  /** A filter for the records somebody else has to go on with when their owner leaves the company; `{}`: all. */
  readonly handover?: Readonly<Record<string, unknown>>;
  /** What a record can be recognised by (mail addresses, ids, domains); kept in `match_keys` for imports and duplicates. */
  matchKeys?(values: Values): readonly string[];
}

/**
 * What a new company starts with, such as a first pipeline. Runs in the transaction that makes the company,
 * as the app role inside it; throwing undoes the whole registration.
 */
export type CompanySetup = (tx: Tx, company: NewCompany) => Promise<void>;

export interface NewCompany {
  readonly company_id: string;
  /** Its first owner. */
  readonly user_id: string;
  readonly currency: string;
  readonly language: 'en' | 'tr';
}

/** `degraded`: works, but slower or not completely. `down`: does not work. */
export type HealthState = 'ok' | 'degraded' | 'down';

/** How one part of the house is. */
export interface HealthReport {
  readonly state: HealthState;
  /** What is wrong, with its consequence, in a plain sentence. Null when nothing is. `code` is for screens that translate. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** Named with their unit: `oldest_seconds`, `free_bytes`. Null: unknown or none. */
  readonly figures: Readonly<Record<string, number | string | null>>;
}

/** A part of the house that can say how it is. Listed by its module. */
export interface HealthPart {
  /** `imports`; unique. */
  readonly name: string;
  /** The company's own part of it, for its administrators. Reads little and never throws for what it reports on. */
  readonly company?: (ctx: Ctx, tx: Tx) => Promise<HealthReport>;
  /** The installation's, for the operator: numbers, never content of a company. */
  readonly installation?: (app: App) => Promise<HealthReport>;
}

/**
 * Records that stand in the timelines of what their references point at, for whoever may read them. An object that is
 * named has an index on each of them with `at` (`then_by`).
 */
export interface TimelineSource {
  /** What an entry and the filter call it: `activity`. */
  readonly kind: string;
  readonly object: string;
  /** The field with the time it stands at; where that is empty it stands at its creation. */
  readonly at: string;
}

/** Every object and operation of the installation, looked up by name. */
export interface Registry {
  readonly objects: ReadonlyMap<string, ObjectDefinition>;
  readonly hooks: ReadonlyMap<string, RecordHooks>;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Events that are written without an operation being called. */
  readonly events?: readonly string[];
  /** Those of them that only say again, in other words, what a record's own event beside them says: webhooks and the log have them, a history does not. */
  readonly outcomes?: readonly string[];
  /** In the order of the modules. */
  readonly company_setups?: readonly CompanySetup[];
  /** What stands in timelines beside the changes of a record. */
  readonly timeline?: readonly TimelineSource[];
  /** Parts that can say how they are. */
  readonly health?: readonly HealthPart[];
}
