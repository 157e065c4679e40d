import type { Statement, Tx } from '@/platform/db/types';
import { instantOf, newId } from '@/platform/ids';
import { subjectOf } from '../shape/contract';
import type { Anonymous, App, Ctx, Origin } from './context';
import { type Notice, noticeChannel, type SeenBy } from './notices';

export type ActorKind = 'user' | 'api_key' | 'import' | 'system' | 'operator';

/** Whose company, who did it and where from. Made by `actorOf`, or by `userActor` before anyone is signed in. */
export interface EventActor {
  readonly app: Pick<App, 'bus' | 'answers'>;
  readonly company_id: string;
  readonly actor_kind: ActorKind;
  /** The user, or the API key's id. */
  readonly actor_id: string | null;
  readonly origin: Origin;
}

/** One fact. `before` and `after` hold the changed fields only, in the API's values. */
export interface NewEvent {
  /** Made when absent; UUIDv7, since the log is partitioned by its time. */
  readonly id?: string;
  /** `contact.created` */
  readonly name: string;
  /** `contacts`, with `record_id`; absent for facts about no record. */
  readonly object?: string;
  readonly record_id?: string | null;
  /** The record's version after it. */
  readonly version?: number | null;
  readonly before?: Readonly<Record<string, unknown>> | null;
  readonly after?: Readonly<Record<string, unknown>> | null;
  /** When, ISO 8601: of a change of a record the instant in its `updated_at`. That of its id, unless given. */
  readonly at?: string;
  /** For the notices alone, see there; not stored. */
  readonly was?: SeenBy;
}

/** The actor of everything `ctx` does. */
export function actorOf(ctx: Ctx): EventActor {
  const { principal, origin, scope } = ctx;
  const kind = origin.source === 'import' ? 'import' : principal.kind;
  return {
    app: ctx.app,
    company_id: scope.company_id,
    actor_kind: kind,
    actor_id: principal.kind === 'system' ? null : (principal.api_key_id ?? principal.user.id),
    origin,
  };
}

/** A user in one of their companies, where `ctx` does not say so yet: on the way in. */
export const userActor = (
  { app, origin }: Anonymous,
  company_id: string,
  user_id: string,
): EventActor => ({ app, company_id, actor_kind: 'user', actor_id: user_id, origin });

/**
 * Writes events and their outbox rows in the caller's transaction: one statement however many.
 * Nothing happens for an empty list.
 */
export async function recordEvents(
  tx: Tx,
  who: EventActor,
  list: readonly NewEvent[],
): Promise<void> {
  if (list.length === 0) return;
  const identified = identify(list);
  announce(tx, who, identified);
  await tx.run(eventStatement(who, identified));
}

/** The events with their ids, so that what is told of them and what is stored agree. */
export const identify = (list: readonly NewEvent[]): (NewEvent & { readonly id: string })[] =>
  list.map((event) => ({ ...event, id: event.id ?? newId() }));

/** The statement of `recordEvents`. */
export function eventStatement(who: EventActor, list: readonly NewEvent[]): Statement {
  const cte = eventCtes(who, list, 1);
  const name = list.length === 1 ? 'record_event' : 'record_events';
  return { name, text: `with ${cte.text} select 1`, values: cte.values };
}

/**
 * The data-modifying CTEs `logged` and `queued` (and `new_event` when there are several), to ride along with the statement
 * that makes the change. Parameters count from `first`.
 */
export function eventCtes(who: EventActor, list: readonly NewEvent[], first: number): Statement {
  const { origin } = who;
  const rows = identify(list).map((event) => [
    event.id,
    event.name,
    event.object ?? '',
    event.record_id ?? null,
    event.version ?? null,
    changesText(event),
    event.at ?? madeAt(event.id),
  ]);
  const [only] = rows;
  const one = rows.length === 1 && only !== undefined;
  const at = (offset: number) => `$${first + offset}`;
  const types = ['uuid', 'text', 'text', 'uuid', 'int4', 'text', 'timestamptz'];
  const given = types.map((type, position) => `${at(position + 1)}::${type}${one ? '' : '[]'}`);
  const [id, name, object, record, version, changes, happened] = one
    ? given
    : ['id', 'name', 'object', 'record_id', 'version', 'changes', 'happened'];
  const from = one ? '' : ' from new_event';
  const text =
    (one
      ? ''
      : `new_event as (select * from unnest(${given.join(', ')}) as e(id, name, object, record_id, version, changes, happened)), `) +
    `logged as (insert into events (company_id, id, name, object, record_id, version, changes, actor_kind, actor_id, source, ip, user_agent, request_id, correlation_id, created_at) ` +
    `select ${at(0)}::uuid, ${id}, ${name}, ${object}, ${record}, ${version}, ${changes}::jsonb, ${at(8)}, ${at(9)}::uuid, ${at(10)}, ${at(11)}, ${at(12)}, ${at(13)}, ${at(14)}, coalesce(${happened}, now())${from}), ` +
    `queued as (insert into outbox (company_id, event_id) select ${at(0)}::uuid, ${id}${from})`;
  return {
    text,
    values: [
      who.company_id,
      ...(one ? only : types.map((_, position) => rows.map((row) => row[position]))),
      who.actor_kind,
      who.actor_id,
      origin.source,
      origin.ip,
      origin.user_agent === null ? null : clean(origin.user_agent).slice(0, 400),
      clean(origin.request_id),
      origin.correlation_id ?? null,
    ],
  };
}

function madeAt(id: string): string | null {
  const made = instantOf(id);
  return made === null ? null : new Date(made).toISOString();
}

function changesText({ before, after }: NewEvent): string {
  if (!before && !after) return '{}';
  const changes = { before: before ?? {}, after: after ?? {} };
  const text = JSON.stringify(changes);
  if (!text.includes('\\u')) return text;
  return JSON.stringify(changes, (_key, value) =>
    typeof value === 'string' ? clean(value) : value,
  );
}

/** PostgreSQL takes neither NUL nor a lone surrogate, and headers or a mistyped mail address may hold both. */
const clean = (text: string): string =>
  text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\uFFFD');

/** More records in one transaction are told of once per object and name. */
const namedAtMost = 50;
/** Notices of one message: it must fit into a NOTIFY, also where each says who saw its record before. */
const perMessage = 10;

/** Tells everybody about events once they are true. Best effort: the log is what cannot miss anything. */
export function announce(
  tx: Tx,
  who: EventActor,
  list: readonly (NewEvent & { readonly id: string })[],
): void {
  const notices = list.map(
    (event): Notice => ({
      company_id: who.company_id,
      event_id: event.id,
      name: event.name,
      object: event.object ?? '',
      record_id: event.record_id ?? null,
      version: event.version ?? null,
      request_id: who.origin.request_id,
      user_id: who.actor_kind === 'user' ? who.actor_id : null,
      ...(event.was ? { was: event.was } : {}),
    }),
  );
  const told = notices.length <= namedAtMost ? notices : summed(notices);
  const subjects = new Set(list.map(({ name }) => subjectOf(name)));
  tx.afterCommit(async () => {
    // Whoever hears of it looks again, so what is kept has to be gone by then.
    await who.app.answers.bump(who.company_id, subjects);
    for (let at = 0; at < told.length; at += perMessage)
      who.app.bus.publish(noticeChannel, { notices: told.slice(at, at + perMessage) });
  });
}

function summed(notices: readonly Notice[]): Notice[] {
  const last = new Map(notices.map((notice) => [`${notice.name} ${notice.object}`, notice]));
  return [...last.values()].map((notice) => ({ ...notice, record_id: null, version: null }));
}
