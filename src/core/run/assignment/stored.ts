import type { Statement } from '@/platform/db/types';
import type { ObjectDefinition } from '../../shape/object';

/** An object whose new records are given to people by rules. Its tables are `<singular>_assignment` and `<singular>_turns`. */
export interface Assigned {
  readonly object: ObjectDefinition;
  /** SQL condition of the records somebody still has to do with, for `least_open`. */
  readonly open: string;
}

/** Who gets a record. */
export interface Target {
  readonly kind: 'creator' | 'fixed' | 'round_robin' | 'least_open';
  readonly user_ids: readonly string[];
  /** Their members as they are when a record is given; none for `fixed` and `creator`. */
  readonly team_ids?: readonly string[] | undefined;
}

/** Whether who gets the next record depends on who got the last. */
export const takesTurns = ({ kind }: Target): boolean =>
  kind === 'round_robin' || kind === 'least_open';

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
export const assignmentOf = (
  { object: { singular } }: Assigned,
  company_id: string,
  lock = false,
): Statement => ({
  name: `${singular}_assignment${lock ? '_kept' : ''}`,
  text: `select rules, otherwise, version from ${singular}_assignment where company_id = $1${lock ? ' for no key update' : ''}`,
  values: [company_id],
});
