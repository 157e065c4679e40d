/** What was found, and what to hand to `keep` for what is worked out instead. */
export interface Look {
  /** The tags as they were before anything was read. */
  readonly versions: string;
  /** Null: nothing is kept of these versions. */
  readonly kept: string | null;
}

/**
 * Texts that stay true as long as none of their tags is bumped. Never throws: a cache that cannot be asked is one that
 * knows nothing. A text is found only under the versions that were looked up before it was made, so one that was
 * overtaken by a bump is never found again.
 */
export interface Cache {
  /** Null while nothing may be kept, for it could not be told from what is true by now. */
  look(key: string, tags: readonly string[]): Promise<Look | null>;
  keep(key: string, versions: string, text: string, ttl_seconds: number): void;
  /** Ends what was kept under these tags. Wait for it before anybody hears of the change. */
  bump(tags: readonly string[]): void | Promise<void>;
  /** What this process holds in its memory. */
  bytes(): number;
}

/** What the texts in the memory of one process may take, bytes. */
export const memoryBytes = 32 * 1024 * 1024;
