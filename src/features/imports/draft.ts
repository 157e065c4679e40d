import type { Setting } from '@/core/run/engine/values/setting';
import type { CustomField } from '@/core/shape/custom-field';
import type { ObjectDefinition } from '@/core/shape/object';
import type { CellStyle } from './cells';
import type { DealWay } from './deal-way';
import type { SkipReason } from './detect';
import type { ColumnMapping } from './map';
import type { Vendor } from './vendors';

/** Something to tell about a row. Errors keep the row out, warnings do not. */
export interface RowIssue {
  readonly severity: 'error' | 'warning';
  readonly column: string | null;
  readonly reason: string;
  /** The cell as it stands. */
  readonly value: string | null;
}

/** What a row says about another record or a member, still to be looked up. */
export interface Mention {
  readonly name: string | null;
  readonly source_id: string | null;
  readonly column: string;
}

export interface OwnerMention {
  readonly name: string | null;
  readonly email: string | null;
  readonly source_id: string | null;
  readonly column: string;
}

/** A row turned into the input of a record. */
export interface Draft {
  readonly row: number;
  /** The record it is, where the file is one of ours. */
  readonly id: string | null;
  /** The API's values by field, `custom` apart; empty ones absent. */
  readonly values: Record<string, unknown>;
  readonly custom: Record<string, unknown>;
  readonly owner: OwnerMention | null;
  /** By reference field: `account_id`. */
  readonly mentions: Readonly<Record<string, Mention>>;
  /** Ids of further accounts in the other product. */
  readonly account_source_ids: readonly string[];
  /** People of a deal, the main one first. */
  readonly people: readonly Mention[];
  /** Only of deals. */
  readonly way: DealWay | null;
  readonly created_at: string | null;
  /** The row names an organisation and no person: only the account is kept. */
  readonly account_only: boolean;
  readonly skip: SkipReason | null;
  readonly merged_into: string | null;
  readonly issues: readonly RowIssue[];
}

export interface ConvertOptions {
  readonly object: ObjectDefinition;
  readonly custom_fields: readonly CustomField[];
  readonly vendor: Vendor;
  readonly columns: readonly string[];
  readonly mapping: readonly ColumnMapping[];
  readonly style: CellStyle;
  readonly setting: Setting;
}
