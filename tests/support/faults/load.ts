import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultHouse, Office } from './house';

/** What callers did and heard while one fault went on. */
export interface Tally {
  /** The last names of its contacts, which are also their keys, begin with this and a dot. */
  readonly prefix: string;
  /** Contacts whose making was answered with 201: id by last name. */
  readonly acknowledged: Map<string, string>;
  /** Last names whose making got no final answer. */
  readonly unknown: Set<string>;
  /** Answers that no caller should ever see. */
  readonly odd: string[];
  /** Answers of 503. */
  refused: number;
  /** Longest time in which no read, and no write, of any caller succeeded, ms. */
  readonly longest: { reads: number; writes: number };
}

export interface CallersAtWork {
  /** Counts what begins from now on apart; `prefix` without spaces. */
  turnTo(prefix: string): Tally;
  /** Resolves once a read and a write have succeeded from now on. Throws after a minute. */
  answered(): Promise<void>;
  end(): Promise<void>;
}

const newTally = (prefix: string): Tally => ({
  prefix,
  acknowledged: new Map(),
  unknown: new Set(),
  odd: [],
  refused: 0,
  longest: { reads: 0, writes: 0 },
});

/**
 * Callers that write and read at a steady pace whatever happens. Each write carries an Idempotency-Key and is sent again
 * under it until there is a final answer, so what is acknowledged is exact.
 */
export function callersAtWork(
  { url }: FaultHouse,
  office: Office,
  pause_ms: number,
): CallersAtWork {
  let tally = newTally('start');
  let on = true;
  const last = { reads: performance.now(), writes: performance.now() };
  const succeeded = (kind: 'reads' | 'writes', mine: Tally): void => {
    const now = performance.now();
    // A gap counts where it ends.
    for (const one of new Set([mine, tally]))
      one.longest[kind] = Math.max(one.longest[kind], now - last[kind]);
    last[kind] = now;
  };
  const call = async (
    headers: Readonly<Record<string, string>>,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; retry: string | null; id: string }> => {
    const answer = await fetch(`${url}/api${path}`, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(40_000),
    });
    const json = (await answer.json()) as { data?: { id?: string } };
    const id = json.data?.id ?? '';
    return { status: answer.status, retry: answer.headers.get('retry-after'), id };
  };

  const write = async (headers: Readonly<Record<string, string>>, name: string) => {
    const mine = tally;
    const keyed = { ...headers, 'idempotency-key': name };
    mine.unknown.add(name);
    while (on) {
      try {
        const body = { last_name: name, owner_id: office.grace_id };
        const { status, retry, id } = await call(keyed, '/contacts', body);
        if (status === 201) {
          mine.unknown.delete(name);
          mine.acknowledged.set(name, id);
          return succeeded('writes', mine);
        }
        // Killed in the middle of it: the key is free in a minute, which this caller does not wait for.
        if (status === 409 && retry) return;
        if (status !== 503 || !retry) {
          mine.odd.push(`POST ${status}`);
          return;
        }
        mine.refused += 1;
      } catch {
        // No answer at all: the server is not there, or died over it.
      }
      await sleep(pause_ms / 2);
    }
  };
  const read = async (headers: Readonly<Record<string, string>>) => {
    const mine = tally;
    try {
      const { status, retry } = await call(headers, '/contacts?limit=5&fields=last_name');
      if (status === 200) succeeded('reads', mine);
      else if (status === 503 && retry) mine.refused += 1;
      else mine.odd.push(`GET ${status}`);
    } catch {
      // As above.
    }
  };
  let made = 0;
  const working = office.callers.flatMap((headers) => [
    (async () => {
      while (on) {
        await write(headers, `${tally.prefix}.${++made}`);
        await sleep(pause_ms);
      }
    })(),
    (async () => {
      while (on) {
        await read(headers);
        await sleep(pause_ms);
      }
    })(),
  ]);
  return {
    turnTo(prefix) {
      tally = newTally(prefix);
      return tally;
    },
    async answered() {
      const asked = performance.now();
      while (Math.min(last.reads, last.writes) < asked) {
        if (performance.now() - asked > 60_000)
          throw new Error(`${tally.prefix}: reads or writes did not come back within 60 s`);
        await sleep(10);
      }
    },
    async end() {
      on = false;
      await Promise.all(working);
    },
  };
}
