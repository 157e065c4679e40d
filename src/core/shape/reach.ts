import type { ObjectDefinition } from './object';

/**
 * How far a right on records goes: to none, to those one owns, to those of one's teams, of one's teams and the teams below
 * them, or to all. Client-safe.
 */
export const reaches = ['none', 'own', 'team', 'below', 'all'] as const;
export type Reach = (typeof reaches)[number];
/** Less than all. */
export type PartialReach = Exclude<Reach, 'all'>;

/** The verbs that can reach some records and not others. */
export const reachingVerbs = [
  ...(['read', 'create', 'update', 'delete'] as const),
  ...(['export', 'import', 'bulk'] as const),
] as const;
export type ReachingVerb = (typeof reachingVerbs)[number];
/** Those that say how something is done with many records at once: they go as far as themselves and as what is done. */
export type WaysWithMany = 'export' | 'import' | 'bulk';

/** The rights of somebody who does not reach all records. */
export interface Reaching {
  /** By object and verb; what is absent is reached whole. `none` stands for reading alone: the other rights are then absent. */
  readonly objects: Readonly<Record<string, Readonly<Partial<Record<ReachingVerb, PartialReach>>>>>;
  /** Whose records the words mean: user ids. */
  readonly people: Readonly<Record<PartialReach, readonly string[]>>;
  /** Their teams. */
  readonly teams: readonly string[];
  /** Private records of others are kept from them, however far their rights go, unless shared. */
  readonly hides_private?: true;
}

/** The farther of two. */
export const farther = (one: Reach, other: Reach): Reach =>
  reaches.indexOf(one) >= reaches.indexOf(other) ? one : other;

/** The nearer of two. */
export const nearer = (one: Reach, other: Reach): Reach =>
  farther(one, other) === one ? other : one;

/** Names of the references through which records of an object are seen, beside their owner. */
export function seenThrough(object: ObjectDefinition): readonly string[] {
  return object.seen_with ?? object.part_of ?? (object.joins ? [object.joins[0]] : []);
}

/** Whether rights on an object follow its owner; else they follow what it belongs to, or reach all. */
export const isOwned = (object: ObjectDefinition): boolean =>
  'owner_id' in object.fields && !object.part_of && !object.configuration;
