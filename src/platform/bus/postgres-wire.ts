import pg from 'pg';
import type { Wire, WireEvents } from './wide-bus';

const channel = 'ambit_bus';
/** Texts that may wait for one that is under way; more, and the connection has stalled. */
const mostWaiting = 1000;
/** How often the connection is asked whether it is still one, and how long it may take to say so, ms. */
const pings = { every: 10_000, patience: 5000 };
/** First and longest wait before the next try to connect, ms. */
const waits = { first: 100, longest: 5000 };

/**
 * LISTEN and NOTIFY on one connection of its own, past any pooler. Never part of a write: NOTIFY takes a lock of the whole
 * server while its transaction commits. A connection that breaks is made again.
 */
export function postgresWire(url: string, events: WireEvents, ping = pings): Wire {
  let client: pg.Client | null = null;
  let closed = false;
  let was = false;
  let told = false;
  let wait = waits.first;
  let timer: NodeJS.Timeout | undefined;
  let connecting: Promise<void> = Promise.resolve();
  let waiting: string[] = [];
  let sending = false;
  let last: Promise<unknown> = Promise.resolve();

  /** A connection takes one statement at a time. */
  const ask = (open: pg.Client, text: string, values: unknown[] = []): Promise<unknown> => {
    const answer = last.then(() => open.query(text, values));
    last = answer.catch(() => undefined);
    return answer;
  };

  const lost = (failed: pg.Client, error: Error): void => {
    if (closed || (client !== null && client !== failed)) return;
    client = null;
    waiting = [];
    sending = false;
    last = Promise.resolve();
    failed.end().catch(() => undefined); // it is gone already
    if (!told) events.failed(error);
    told = true;
    if (timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      connecting = connect();
    }, wait);
    wait = Math.min(wait * 2, waits.longest);
  };

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'ambit-bus',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5000,
    });
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('the connection of the bus ended')));
    fresh.on('notification', ({ payload }) => {
      if (payload) events.received(payload);
    });
    try {
      await fresh.connect();
      await fresh.query(`listen ${channel}`);
    } catch (error) {
      return lost(fresh, error as Error);
    }
    if (closed) return fresh.end();
    client = fresh;
    wait = waits.first;
    told = false;
    events.connected(was);
    was = true;
  };
  connecting = connect();
  // A connection that only listens would notice that the other end is gone after a quarter of an hour.
  const pinging = setInterval(() => {
    const open = client;
    if (!open) return;
    const late = setTimeout(
      () => lost(open, new Error('the bus got no answer')),
      ping.patience,
    ).unref();
    const answered = () => clearTimeout(late);
    ask(open, 'select 1').then(answered, answered);
  }, ping.every).unref();

  /** One statement at a time, with all that has come meanwhile. */
  const drain = async (): Promise<void> => {
    const open = client;
    if (!open || sending) return;
    sending = true;
    try {
      while (client === open && waiting.length > 0) {
        const texts = waiting;
        waiting = [];
        await ask(open, 'select pg_notify($1, text) from unnest($2::text[]) as text', [
          channel,
          texts,
        ]);
      }
      if (client === open) sending = false;
    } catch (error) {
      lost(open, error as Error);
    }
  };

  return {
    send(text) {
      if (!client) return;
      waiting.push(text);
      if (waiting.length > mostWaiting) lost(client, new Error('the bus cannot keep up'));
      else void drain();
    },
    state: () => (client ? 'up' : 'down'),
    async close() {
      clearInterval(pinging);
      await drain();
      closed = true;
      clearTimeout(timer);
      await connecting;
      await client?.end();
    },
  };
}
