import type { Contract } from '../shape/contract';
import { AppError } from '../shape/errors';

export interface LoadSizes {
  /** Requests that run at once. Twice the connections to the database: more would only wait for each other there. */
  readonly running: number;
  /** As many run even when this process itself gets too little of the processors. */
  readonly fewest: number;
  /** Woken so much later than it asked, it does, ms. */
  readonly late_ms: number;
  /** Places beside those, for what must go on working: signing in and out, health. */
  readonly reserved: number;
  /** Requests that wait for a place. */
  readonly waiting: number;
  /** The share of either that one company can have, so that a busy one never takes all. */
  readonly share: number;
  /** How long a request waits for its turn while the queue was served empty within the last second: a burst, ms. */
  readonly burst_ms: number;
  /** How long while it was not: what waits longer is refused, for answers that come too late help nobody, ms. */
  readonly overload_ms: number;
}

export const loadSizes: LoadSizes = {
  running: 32,
  fewest: 8,
  late_ms: 15,
  reserved: 8,
  waiting: 400,
  share: 0.6,
  burst_ms: 1000,
  overload_ms: 50,
};

/** Refused because too much is going on; expected under load, so nobody has to hear of each. */
export class Shed extends AppError {
  constructor() {
    const message = 'Too much is going on at the moment. Try again in a second.';
    super('unavailable', message, { retry_after: 1 });
  }
}

interface Waiting {
  readonly company: string;
  readonly since: number;
  readonly go: () => void;
  readonly refuse: (error: AppError) => void;
}

/**
 * Lets a bounded number of requests run in this process and refuses the rest early, so that under any load those that
 * run are answered in time. The queue is controlled by its delay: patient in a burst, short once it does not empty
 * (Nichols and Jacobson, "Controlling Queue Delay", ACM Queue 2012). A PostgreSQL on the same machine can take the processors
 * from this process, until it cannot even refuse in time; so fewer run while it is woken late, and more again when it is not.
 */
export class Load {
  private running = 0;
  private reserved = 0;
  private waiting: Waiting[] = [];
  /** Since when somebody has always been waiting whenever a place became free; null: nobody was, and nobody was refused lately. */
  private backlog: number | null = null;
  private refused = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | null = null;
  /** How many may run now, from `fewest` to `running`, and when that was looked at last. */
  private most: number;
  private looked = 0;
  /** Running and waiting, by company. */
  private readonly held = {
    running: new Map<string, number>(),
    waiting: new Map<string, number>(),
  };

  constructor(private readonly sizes: LoadSizes = loadSizes) {
    this.most = sizes.running;
  }

  /** Before anything is read of a request. Throws 503 when it could not even wait. */
  admit(contract: Contract): void {
    if (!contract.limits?.critical && this.waiting.length >= this.sizes.waiting) throw new Shed();
  }

  /** Runs `work` when it is its turn; a company is its id, or '' for callers who are not signed in. Throws 503 when that takes too long. */
  async run<T>(contract: Contract, company: string, work: () => Promise<T>): Promise<T> {
    if (contract.limits?.waits || contract.multipart) return work();
    if (contract.limits?.critical && this.reserved < this.sizes.reserved) {
      this.reserved++;
      return work().finally(() => this.reserved--);
    }
    await this.place(company);
    return work().finally(() => this.leave(company));
  }

  /** For metrics. */
  figures(): { running: number; waiting: number } {
    return { running: this.running + this.reserved, waiting: this.waiting.length };
  }

  private place(company: string): void | Promise<void> {
    if (this.mayRun(company)) return this.start(company);
    const waitingHere = this.held.waiting.get(company) ?? 0;
    if (
      this.waiting.length >= this.sizes.waiting ||
      waitingHere >= this.sizes.waiting * this.sizes.share
    ) {
      this.refused = performance.now();
      throw new Shed();
    }
    return new Promise((go, refuse) => {
      const since = performance.now();
      this.backlog ??= since;
      this.waiting.push({ company, since, go, refuse });
      count(this.held.waiting, company, 1);
      if (this.timer) return;
      this.looked = since;
      this.timer = setInterval(() => this.look(), this.lookEvery).unref();
    });
  }

  private mayRun(company: string): boolean {
    const here = this.held.running.get(company) ?? 0;
    return this.running < this.most && here < this.most * this.sizes.share;
  }

  private start(company: string): void {
    this.running++;
    count(this.held.running, company, 1);
  }

  private leave(company: string): void {
    this.running--;
    count(this.held.running, company, -1);
    // A queue that is empty because it was refused was not served empty.
    if (this.waiting.length === 0 && performance.now() - this.refused > 1000) this.backlog = null;
    this.letGo();
  }

  /** Whoever waits and may run does. */
  private letGo(): void {
    for (;;) {
      const next = this.waiting.findIndex((one) => this.mayRun(one.company));
      if (next < 0) return;
      const [turn] = this.waiting.splice(next, 1) as [Waiting];
      this.left(turn);
      this.start(turn.company);
      turn.go();
    }
  }

  private get lookEvery(): number {
    return this.sizes.overload_ms / 2;
  }

  private look(): void {
    const now = performance.now();
    const { running, fewest, late_ms } = this.sizes;
    const late = now - this.looked - this.lookEvery > late_ms;
    this.looked = now;
    const most = late ? Math.max(fewest, this.most * 0.8) : this.most + 0.25;
    this.most = Math.min(running, most);
    this.refuseLate(now);
    this.letGo();
  }

  /** Refuses who waited too long, oldest first. */
  private refuseLate(now: number): void {
    const { burst_ms, overload_ms } = this.sizes;
    const patience = now - (this.backlog ?? now) < 1000 ? burst_ms : overload_ms;
    while (this.waiting[0] && now - this.waiting[0].since > patience) {
      const late = this.waiting.shift() as Waiting;
      this.left(late);
      this.refused = now;
      late.refuse(new Shed());
    }
  }

  private left({ company }: Waiting): void {
    count(this.held.waiting, company, -1);
    if (this.waiting.length > 0) return;
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}

function count(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}
