import type { Label } from '@/core/shape/field';

/** As `GET /api/imports/{id}` answers it; the list leaves out everything after `counts`. */
export interface ListedImport {
  readonly id: string;
  readonly object: string;
  readonly file_name: string;
  readonly bytes: number;
  readonly status: 'uploaded' | 'ready' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly error: string | null;
  readonly created_at: string;
  readonly created_by: { readonly id: string; readonly name: string } | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly request_id: string | null;
  readonly format: {
    readonly encoding: string;
    readonly delimiter: string;
    readonly header_row: number;
    readonly vendor: string;
    readonly date_order: string;
    readonly date_order_certain: boolean;
    readonly decimal: string;
  };
  readonly options: ImportOptions;
  readonly progress: {
    readonly bytes_done: number;
    readonly bytes_total: number;
    readonly percent: number;
  };
  readonly counts: {
    readonly rows: number;
    readonly created: number;
    readonly updated: number;
    readonly skipped: number;
    readonly failed: number;
    readonly accounts_created: number;
  };
}

export interface ImportOptions {
  readonly duplicates?: 'skip' | 'update' | 'create';
  readonly on_error?: 'skip_row' | 'clear_value';
  readonly date_order?: 'dmy' | 'mdy' | 'ymd';
  readonly decimal?: '.' | ',';
  readonly time_zone?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly header_row?: number;
}

export interface RowIssue {
  readonly severity: 'error' | 'warning' | 'skipped';
  readonly column: string | null;
  readonly reason: string;
  readonly value: string | null;
}

export interface Import extends ListedImport {
  /** Records the file holds, before the start; an estimate for files too large to be counted. */
  readonly expected: { readonly rows: number; readonly is_estimate: boolean };
  readonly columns: readonly {
    readonly column: string;
    readonly target: string | null;
    readonly confidence: number;
    readonly samples: readonly string[];
    readonly suggestion: {
      readonly key: string;
      readonly label: string;
      readonly kind: string;
    } | null;
  }[];
  readonly targets: readonly { readonly target: string; readonly label: Label }[];
  readonly preview: readonly {
    readonly row: number;
    readonly record: Readonly<Record<string, unknown>>;
    /** What the row calls records it refers to, by reference field. */
    readonly mentions: Readonly<Record<string, string>>;
    readonly people: readonly string[];
    readonly owner: string | null;
    readonly skip: string | null;
    readonly issues: readonly RowIssue[];
  }[];
  readonly warnings: readonly {
    readonly column: string | null;
    readonly reason: string;
    readonly count: number;
    readonly first_row: number;
  }[];
  readonly issues: readonly (RowIssue & { readonly row: number })[];
}
