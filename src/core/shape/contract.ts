import type { z } from 'zod';

/**
 * A contract describes one operation of the API completely; the router, the documents, the refusal
 * tests and the fuzzer are generated from it. It has no code: a module binds it to a handler.
 */
export interface Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  /** `contacts.create`: unique, also the name in logs and metrics. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/api`, parameters in braces: `/contacts/{id}`. */
  readonly path: string;
  /** One line for the documents. */
  readonly summary: string;
  readonly tag: string;
  /**
   * `none`: callable signed out. `session`: a person's session only (API keys get 403).
   * `any`: a session or an API key.
   */
  readonly auth: 'none' | 'session' | 'any';
  /** `contacts:create`; absent = being signed in is enough. */
  readonly permission?: string;
  /** Dangerous: a session does it only shortly after its person proved who they are (`POST /api/auth/confirm`). */
  readonly fresh?: boolean;
  /** A session may call it without the second factor that its company asks for: what one needs to get in, or away. */
  readonly before_policy?: boolean;
  /** A session may call it outside the networks of its company too: to see where it is, and to go. */
  readonly from_anywhere?: boolean;
  /** Path parameters, strings. One that does not parse answers 404. */
  readonly params?: Params;
  /** Query parameters, strings. Anything wrong answers 400. */
  readonly query?: Query;
  /** JSON body, strict objects. Anything wrong answers 422. */
  readonly body?: Body;
  /** The handler checks the body and refuses it together with what cannot be stored, which it gets as `unstorable`. */
  readonly checks_body?: boolean;
  /** The body is multipart/form-data, handed to the handler as a stream: a `file` and these texts. */
  readonly multipart?: { readonly fields: readonly string[] };
  /** It follows a standard by which names it does not know mean nothing; everywhere else they are refused. */
  readonly lenient?: boolean;
  /** The body is application/x-www-form-urlencoded instead of JSON, as OAuth has it: each name once. */
  readonly urlencoded?: boolean;
  /** The body may be of any type, because nobody reads it: what programs of others send. `text`: the handler reads it, as it came. */
  readonly form?: boolean | 'text';
  /**
   * Pages of other sites have the browser send it, without our Origin. It must neither look at the session of the browser nor
   * give it one; a test lists those there are.
   */
  readonly cross_site?: true;
  /** Shape of `data`. The answer is cut to it, so nothing it does not name ever leaves. */
  readonly output: Output;
  /** `list` answers carry `pagination`; `raw` answers are not enveloped. */
  readonly answer?: 'one' | 'list' | 'raw';
  readonly status?: 200 | 201 | 202;
  /** The object whose records it touches: its id in the path, its fields in the body. */
  readonly object?: string;
  readonly limits?: {
    /** Largest body, bytes; 1 MB unless given. */
    readonly body_bytes?: number;
    /** Most entries of an array in the body; 1,000 unless given. */
    readonly array_items?: number;
    /** Longest run, ms; 25,000 unless given. */
    readonly timeout_ms?: number;
    /** Stricter than the general limits, for what is dear or attackable. */
    readonly rate?: {
      readonly points: number;
      readonly seconds: number;
      readonly by: 'address' | 'user';
    };
    /** Goes on working under any load: places are kept for it. */
    readonly critical?: boolean;
    /** Waits most of its time for another server or in the queue of passwords, which has its own bound; so it takes no place among the requests that run at once. */
    readonly waits?: boolean;
  };
  /**
   * The answer is kept and given again: for queries whose answer depends on nothing but the company, the role, its input and
   * what `tags` name. Right after a change it is worked out anew, so nobody misses their own write.
   */
  readonly cache?: {
    /** Subjects of the events that end it: `field` for `field.created` and the like; `*` for every event of the company. */
    readonly tags: readonly string[];
    /** How long it is kept at most, seconds; what changes without an event is that late. */
    readonly ttl: number;
    /** Whose it is: of everybody in the company with the same rights, or of one person's. */
    readonly per: 'company' | 'user';
    /** Only answers to calls with this query parameter are kept: the others are not worth it. */
    readonly only?: string;
  };
  /** The answer holds a secret shown once: it is never kept for an Idempotency-Key. */
  readonly secret_answer?: boolean;
  /** Event names it may write, for the documents. */
  readonly events?: readonly string[];
}

/** What an event is about: `contact` of `contact.created`. */
export const subjectOf = (event: string): string => event.split('.', 1)[0] ?? event;

/** Declares a contract, keeping the exact schema types for the handler. */
export const defineContract = <
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  O extends z.ZodType,
>(
  contract: Contract<P, Q, B, O>,
): Contract<P, Q, B, O> => contract;

export interface Pagination {
  page: number | null;
  limit: number;
  total: number | null;
  totalPages: number | null;
  total_is_estimate: boolean;
  next_cursor: string | null;
  prev_cursor: string | null;
}
