import type { Statement } from '@/platform/db/types';

/** Who gets a lead. */
export interface Target {
  readonly kind: 'creator' | 'fixed' | 'round_robin' | 'least_open';
  readonly user_ids: readonly string[];
}

export interface Rule {
  readonly id: string;
  readonly name: string;
  /** A filter tree, checked when it was stored. */
  readonly filter: unknown;
  readonly to: Target;
}

export interface Assignment {
  readonly rules: readonly Rule[];
  readonly otherwise: Target;
  /** 0: never set. */
  readonly version: number;
}

/** Until somebody sets rules. */
export const noRules: Assignment = {
  rules: [],
  otherwise: { kind: 'creator', user_ids: [] },
  version: 0,
};

/** The assignment of a company, none until it was set. `lock` keeps it as it is until the transaction ends. */
export const assignmentOf = (company_id: string, lock = false): Statement => ({
  name: lock ? 'lead_assignment_kept' : 'lead_assignment',
  text: `select rules, otherwise, version from lead_assignment where company_id = $1${lock ? ' for no key update' : ''}`,
  values: [company_id],
});
