import type { FaultHouse, Office } from './house';
import type { Random } from './seed';

/** What can happen to a running Ambit, and what callers may notice of it. */
export interface Fault {
  readonly name: string;
  /** Longest time in which nobody is answered, ms: generous enough for a machine half as fast as the one it was measured on. */
  readonly outage_ms: number;
  /** Part of the short run. */
  readonly short?: boolean;
  /** Does it and mends it; what it made beside the callers' contacts is in the answer. */
  strike(house: FaultHouse, random: Random, office: Office): Promise<{ imported: number } | void>;
}

/** Nobody should notice: writes and reads go on. */
export const unnoticed = 4000;
/** A process or PostgreSQL starts again. */
export const restart = 20_000;

/** kill -9 of both or one, and started again. */
export const again = async (house: FaultHouse, ...parts: ('web' | 'worker')[]): Promise<void> => {
  await Promise.all(parts.map((part) => house.kill(part)));
  await Promise.all(parts.map((part) => house.start(part)));
};
