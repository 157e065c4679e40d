import type { App, Ctx } from '@/core/run/context';
import { defineSubscriber, type LoggedEvent } from '@/core/run/jobs/subscriber';
import { isNews } from '@/core/shape/object';
import type { Tx } from '@/platform/db/types';
import { scheduleDue } from './due';
import { followersOf } from './followers';
import { mayMention, newMentions } from './mentions';
import { runningTellings } from './running';
import { type Telling, tell } from './tell';

const running = ['import.completed', 'job.failed', 'webhook.disabled'];

/** Tells people what concerns them of what happened. */
export const notifySubscriber = defineSubscriber({
  name: 'notifications.notify',
  queue: 'notifications',
  events: ['*.created', '*.updated', '*.deleted', '*.restored', ...running],
  bulk: 'batch',
  wants: concerning,
  async handle(ctx, tx, events) {
    const records = events.filter((event) => isOfRecord(ctx.app, event));
    await followCreated(ctx, tx, records);
    await scheduleDue(ctx, tx, records);
    const others = events.filter(({ name }) => running.includes(name));
    const list = [
      ...(await recordTellings(ctx, tx, records)),
      ...(await runningTellings(ctx, tx, others)),
    ];
    await tell(ctx, tx, list);
  },
});

/** Something happened to a record that does not only follow from what is told by itself. */
function isOfRecord(app: App, { object, record_id, changes }: LoggedEvent): boolean {
  const definition = app.registry.objects.get(object);
  if (record_id === null || !definition) return false;
  return isNews(definition, Object.keys(changes.after ?? {}));
}

/** Events that may concern anybody but whoever caused them; most concern nobody, and no job is made for them. */
async function concerning(
  tx: Tx,
  company_id: string,
  events: readonly LoggedEvent[],
  app: App,
): Promise<readonly LoggedEvent[]> {
  const kept = new Set(
    events
      .filter((event) => running.includes(event.name) || saysSo(app, event))
      .map(({ id }) => id),
  );
  const asked = events.filter((event) => !kept.has(event.id) && isOfRecord(app, event));
  if (asked.length > 0) {
    const { rows } = await tx.run<{ id: string }>({
      name: 'events_that_concern',
      text:
        'select e.id from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::bool[]) as e(id, object, record_id, actor_id, created) ' +
        'where case when e.created then exists (select from notification_preferences p where p.company_id = $1 and p.user_id = e.actor_id and p.follow_created) ' +
        'else exists (select from search_documents d where d.company_id = $1 and d.object = e.object and d.record_id = e.record_id and d.owner_id <> coalesce(e.actor_id, e.id)) ' +
        'or exists (select from follows f where f.company_id = $1 and f.object = e.object and f.record_id = e.record_id and f.following and f.user_id is distinct from e.actor_id) end',
      values: [
        company_id,
        asked.map(({ id }) => id),
        asked.map(({ object }) => object),
        asked.map(({ record_id }) => record_id),
        asked.map(({ actor_id }) => actor_id),
        asked.map(({ name }) => name.endsWith('.created')),
      ],
    });
    for (const { id } of rows) kept.add(id);
  }
  return events.filter(({ id }) => kept.has(id));
}

/** Whether an event tells by itself that it concerns somebody: a new owner, a mention, a day to keep. */
function saysSo(app: App, event: LoggedEvent): boolean {
  if (!isOfRecord(app, event)) return false;
  const fields = app.registry.objects.get(event.object)?.fields ?? {};
  const { after = {} } = event.changes;
  return Object.entries(after).some(
    ([name, value]) =>
      (name === 'owner_id' && value !== null && value !== event.actor_id) ||
      mayMention(value) ||
      (Object.hasOwn(fields, name) && fields[name]?.due && value !== null),
  );
}

/** Owner, mentioned members and followers; nobody twice for one event, and never whoever did it. */
async function recordTellings(
  ctx: Ctx,
  tx: Tx,
  events: readonly LoggedEvent[],
): Promise<Telling[]> {
  if (events.length === 0) return [];
  const actors = await peopleBehind(tx, ctx.scope.company_id, events);
  const followers = await followersOf(tx, ctx.scope.company_id, events);
  return events.flatMap((event) => {
    const object = ctx.app.registry.objects.get(event.object);
    if (!object) return [];
    const actor = actors.get(event.id) ?? null;
    const done = new Set([actor]);
    const about = {
      object: event.object,
      record_id: event.record_id,
      event_id: event.id,
      actor_id: actor,
    };
    const tellings: Telling[] = [];
    const add = (kind: Telling['kind'], user_id: string, data = {}): void => {
      if (done.has(user_id)) return;
      done.add(user_id);
      const dedupe_key = `${kind}:${event.request_id}`;
      tellings.push({ ...about, kind, user_id, data, dedupe_key });
    };
    for (const user_id of newMentions(object, event)) add('mentioned', user_id);
    const owner = event.changes.after?.owner_id;
    if (typeof owner === 'string') add('assigned', owner);
    if (!event.name.endsWith('.created'))
      for (const user_id of followers.get(event.record_id ?? '') ?? [])
        add('changed', user_id, changeOf(event));
    return tellings;
  });
}

/** What a change is called: names only, so that it tells no value. */
const changeOf = ({ name, changes }: LoggedEvent): { change: string; fields?: string[] } => {
  const change = name.slice(name.indexOf('.') + 1);
  return change === 'updated'
    ? { change, fields: Object.keys(changes.after ?? {}).slice(0, 20) }
    : { change };
};

/** The member behind each event, by event: a key acts for whoever made it. */
async function peopleBehind(
  tx: Tx,
  company_id: string,
  events: readonly LoggedEvent[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(events.flatMap(({ actor_id }) => actor_id ?? []))];
  const { rows } = await tx.run<{ id: string; user_id: string }>({
    name: 'people_behind_keys',
    text: 'select id, user_id from api_keys where company_id = $1 and id = any($2::uuid[])',
    values: [company_id, ids],
  });
  const makers = new Map(rows.map(({ id, user_id }) => [id, user_id]));
  return new Map(
    events.flatMap(({ id, actor_id }) =>
      actor_id === null ? [] : [[id, makers.get(actor_id) ?? actor_id] as const],
    ),
  );
}

/** Whoever chose so follows what they add by hand. */
async function followCreated(ctx: Ctx, tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  const added = events.filter(
    ({ name, actor_kind, correlation_id }) =>
      name.endsWith('.created') && actor_kind === 'user' && correlation_id === null,
  );
  if (added.length === 0) return;
  await tx.run({
    name: 'follow_created',
    text:
      'insert into follows (company_id, object, record_id, user_id, following) select $1, e.object, e.record_id, e.user_id, true ' +
      'from unnest($2::text[], $3::uuid[], $4::uuid[]) as e(object, record_id, user_id) join notification_preferences p ' +
      'on p.company_id = $1 and p.user_id = e.user_id and p.follow_created on conflict do nothing',
    values: [
      ctx.scope.company_id,
      added.map(({ object }) => object),
      added.map(({ record_id }) => record_id),
      added.map(({ actor_id }) => actor_id),
    ],
  });
}
