import type { Issue } from '../../shape/errors';
import type { Change, Values } from './hooks';

/** One record on its way to the database. Its `issues` say why it cannot get there. */
export interface Draft extends Change {
  /** Its place in the caller's list. */
  readonly position: number;
  readonly id: string;
  /** The whole record as the API shows it, `custom` included; null for a new one. */
  readonly before: Values | null;
  readonly set: Values;
  /** Custom values as stored before, those of removed fields included. */
  readonly stored: Values;
  /** Put in front of the paths of its issues. */
  readonly prefix: string;
  readonly issues: Issue[];
  /** A new record only: when it was made in the product it comes from. */
  readonly created_at?: string;
}

/** A field as it will be. */
export const valueIn = (draft: Draft, field: string): unknown =>
  field in draft.set ? draft.set[field] : draft.before?.[field];

/** The custom values as they will be, empty ones left out. */
export function customOf(draft: Draft): Values {
  const merged: Values = { ...draft.stored, ...draft.custom };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => !isBlank(value)));
}

const isBlank = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

/** Whether two values of the API are the same, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same((a as Values)[key], (b as Values)[key]));
}

/**
 * Drops what does not change anything. True when nothing is left, which means: write nothing.
 */
export function isUnchanged(draft: Draft): boolean {
  const { before, set, custom } = draft;
  if (before === null) return false;
  const old = (before.custom ?? {}) as Values;
  for (const key of Object.keys(set)) if (same(set[key], before[key])) delete set[key];
  for (const key of Object.keys(custom)) {
    if (same(isBlank(custom[key]) ? null : custom[key], old[key])) delete custom[key];
  }
  return Object.keys(set).length === 0 && Object.keys(custom).length === 0;
}

/** What the event says: the changed fields before and after, custom ones as `custom.<key>`. */
export function changesOf(draft: Draft): { before: Values; after: Values } {
  const before: Values = {};
  const after: Values = {};
  const old = (draft.before?.custom ?? {}) as Values;
  for (const [key, value] of Object.entries(draft.set)) {
    if (draft.before === null && (isBlank(value) || value === false)) continue;
    if (draft.before) before[key] = draft.before[key] ?? null;
    after[key] = value;
  }
  for (const [key, value] of Object.entries(draft.custom)) {
    if (draft.before === null && isBlank(value)) continue;
    if (draft.before) before[`custom.${key}`] = old[key] ?? null;
    after[`custom.${key}`] = value;
  }
  return { before, after };
}
