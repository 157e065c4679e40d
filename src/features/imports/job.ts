import type { WriteShape } from '@/core/run/engine/write-shape';
import type { ImportOptions } from './contract';
import type { OwnerMention } from './draft';
import type { Resolved } from './lookup';

/** What comes with deals. */
export interface DealShapes {
  readonly pipelines: WriteShape;
  readonly stages: WriteShape;
  /** People in deals. */
  readonly people: WriteShape;
}

/** What the chunks of one import have in common. */
export interface Job {
  readonly import_id: string;
  readonly shape: WriteShape;
  readonly accounts: WriteShape;
  /** Only where deals are brought in. */
  readonly deals: DealShapes | null;
  readonly vendor: string;
  readonly options: ImportOptions;
  readonly owner: (mention: OwnerMention) => Resolved;
  readonly matchKeys: (values: Record<string, unknown>) => readonly string[];
  /** The column a field came from, for refusals of the record engine. */
  readonly columnOf: (field: string) => string | null;
}

/** Rows by what became of them; `rows` is the sum but for accounts. */
export interface Counts {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly accounts_created: number;
}

export const noCounts: Counts = {
  rows: 0,
  created: 0,
  updated: 0,
  skipped: 0,
  failed: 0,
  accounts_created: 0,
};
