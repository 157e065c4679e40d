/** A field that changed, in the API's values. */
export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One event of a record, as its timeline answers it. */
export interface HistoryEntry {
  readonly id: string;
  /** `contact.updated` */
  readonly name: string;
  readonly created_at: string;
  readonly actor: {
    readonly kind: string;
    readonly id: string | null;
    readonly name: string | null;
  };
  readonly source: string;
  readonly request_id: string;
  readonly changes: readonly Change[];
  /** Titles of the records and people the changes name, by id. */
  readonly names: Readonly<Record<string, string>>;
}
