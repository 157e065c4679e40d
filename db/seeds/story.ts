import type { Clock } from '@/platform/clock';

export const hour = 3_600_000;
export const day = 24 * hour;

/** What somebody did at an instant. */
interface Act {
  readonly at: number;
  readonly run: () => Promise<unknown>;
}

/**
 * The past of a company: what happened is written down in any order and then done in the order of its time, with the clock
 * of the application at that time. What would happen after the story ends is still to come, and so is not done.
 */
export class Story implements Clock {
  private readonly acts: Act[] = [];
  private time: number;

  /** `from` and `until` in ms since 1970. */
  constructor(
    readonly from: number,
    readonly until: number,
  ) {
    this.time = from;
  }

  now(): Date {
    return new Date(this.time);
  }

  add(at: number, run: () => Promise<unknown>): void {
    this.acts.push({ at, run });
  }

  /** What is written down once a week, for all of its records at once: `write` gets everything of the week with that name. */
  private readonly lists = new Map<string, unknown[]>();

  /** Adds to the list of this name for the week of `at`; answers when it is written. What would happen later is left out. */
  addToWeek<T>(
    at: number,
    name: string,
    item: T,
    write: (items: readonly T[]) => Promise<unknown>,
  ): number {
    // On the next Friday evening; what comes after the last one is written down on the last evening.
    const friday = (Math.ceil((at / day - 1.75) / 7) * 7 + 1.75) * day;
    const evening = this.until - (at < this.until - 7 * hour ? 7 : 1) * hour;
    const written = Math.min(friday, evening);
    if (!this.has(at)) return written;
    const key = `${name} ${written}`;
    const known = this.lists.get(key);
    if (known) known.push(item);
    else {
      const items = [item];
      this.lists.set(key, items);
      this.add(written, () => write(items));
    }
    return written;
  }

  /** Whether it happens within the story. */
  has = (at: number): boolean => at < this.until;

  /** Does what was written down. The clock goes on a little with every act, so that none is at the time of another one. */
  async tell(): Promise<void> {
    const acts = this.acts.filter(({ at }) => this.has(at)).sort((a, b) => a.at - b.at);
    for (const { at, run } of acts) {
      this.time = Math.max(at, this.time + 1000);
      await run();
    }
  }
}

/** `YYYY-MM-DD` of an instant. */
export const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
