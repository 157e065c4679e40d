import type { Tx } from '@/platform/db/types';
import type { App } from '../context';
import { noticeChannel } from '../notices';
import { enqueueAll, type JobKind, systemActor } from './job';
import { type LoggedEvent, matchesEvent, type Subscriber } from './subscriber';
import { readLogged, type SubscriberInput, subscriberJob } from './subscriber-job';

/** Events of one company taken at once. */
const batch = 500;
/** Events of one bulk source in one job of a subscriber that takes them in batches. */
const perJob = 200;

export interface RelayOptions {
  readonly subscribers: readonly Subscriber[];
  /** How often to look without being told, ms. */
  readonly look_ms?: number;
}

export interface Relay {
  /** Resolves when nothing was left to dispatch. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Turns events into one job per interested subscriber. An event leaves the outbox in the transaction that adds its jobs, so
 * whatever is killed when, each is dispatched once.
 */
export function startRelay(app: App, { subscribers, look_ms = 1000 }: RelayOptions): Relay {
  const kinds = new Map(subscribers.map((one) => [one.name, subscriberJob(one)]));
  let stopped = false;
  let wanted = true;
  let nudge: () => void = () => {};
  const wake = (): void => {
    wanted = true;
    nudge();
  };
  const forget = app.bus.subscribe(noticeChannel, wake);

  const drain = async (): Promise<void> => {
    while (!stopped && (await dispatch(app, subscribers, kinds)) > 0);
  };
  const loop = async (): Promise<void> => {
    while (!stopped) {
      wanted = false;
      try {
        await drain();
      } catch (err) {
        if (!stopped) app.log.warn({ err }, 'events were not dispatched; they are tried again');
      }
      if (stopped || wanted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, look_ms);
        nudge = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const looping = loop();
  return {
    drain,
    async stop() {
      stopped = true;
      forget();
      nudge();
      await looping;
    },
  };
}

/** Dispatches some events of every company that has any; answers how many. */
async function dispatch(
  app: App,
  subscribers: readonly Subscriber[],
  kinds: ReadonlyMap<string, JobKind<SubscriberInput>>,
): Promise<number> {
  const { rows } = await app.db.asRelay((relay) =>
    relay.run<{ company_id: string; ids: string[] }>({
      name: 'outbox_waiting',
      text:
        `with recursive companies as ((select company_id from outbox order by company_id limit 1) union all ` +
        `select (select o.company_id from outbox o where o.company_id > c.company_id order by o.company_id limit 1) ` +
        `from companies c where c.company_id is not null) ` +
        `select c.company_id, e.ids from companies c cross join lateral (select array_agg(event_id) as ids from ` +
        `(select event_id from outbox where company_id = c.company_id order by event_id limit ${batch}) waiting) e where c.company_id is not null`,
      values: [],
    }),
  );
  let count = 0;
  for (const { company_id, ids } of rows) {
    count += await app.db.withCompany({ company_id, user_id: null }, async (tx) => {
      // Jobs and outbox in one transaction; what another relay holds just now is its own.
      const taken = await tx.run<{ event_id: string }>({
        name: 'outbox_take',
        text:
          'delete from outbox o using (select event_id from outbox where company_id = $1 and event_id = any($2::uuid[]) ' +
          'for update skip locked) t where o.company_id = $1 and o.event_id = t.event_id returning o.event_id',
        values: [company_id, ids],
      });
      const events = taken.rows.map(({ event_id }) => event_id);
      if (events.length > 0) await addJobs(app, tx, company_id, events, subscribers, kinds);
      return events.length;
    });
  }
  return count;
}

async function addJobs(
  app: App,
  tx: Tx,
  company_id: string,
  ids: readonly string[],
  subscribers: readonly Subscriber[],
  kinds: ReadonlyMap<string, JobKind<SubscriberInput>>,
): Promise<void> {
  const events = await readLogged(tx, company_id, ids);
  for (const subscriber of subscribers) {
    const kind = kinds.get(subscriber.name);
    const fitting = events.filter(
      ({ name, correlation_id }) =>
        (correlation_id === null || subscriber.bulk !== 'skip') &&
        matchesEvent(subscriber.events, name),
    );
    if (!kind || fitting.length === 0) continue;
    const wanted = subscriber.wants
      ? await subscriber.wants(tx, company_id, fitting, app)
      : fitting;
    for (const [request_id, group] of byRequest(wanted)) {
      await enqueueAll(
        tx,
        systemActor(app, company_id, request_id),
        kind,
        portions(subscriber, group).map((part) => ({
          key: `${subscriber.name}:${part[0]?.id}`,
          input: { event_ids: part.map(({ id }) => id) },
        })),
      );
    }
  }
}

function byRequest(events: readonly LoggedEvent[]): Map<string, LoggedEvent[]> {
  const groups = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const group = groups.get(event.request_id);
    if (group) group.push(event);
    else groups.set(event.request_id, [event]);
  }
  return groups;
}

/** One event each, but for bulk sources of a subscriber that takes those in batches. */
function portions({ bulk }: Subscriber, events: readonly LoggedEvent[]): LoggedEvent[][] {
  const isSingle = ({ correlation_id }: LoggedEvent) => correlation_id === null || bulk === 'each';
  const single = events.filter(isSingle);
  const many = events.filter((event) => !isSingle(event));
  const parts = single.map((event) => [event]);
  for (let at = 0; at < many.length; at += perJob) parts.push(many.slice(at, at + perJob));
  return parts;
}
