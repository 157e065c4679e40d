import type { LoggedEvent } from '@/core/run/jobs/subscriber';

/** What is sent of an event. Fixed by the event: tries and replays send the same bytes. */
export function payloadOf(event: LoggedEvent): string {
  const { before = {}, after = {} } = event.changes;
  return JSON.stringify({
    type: event.name,
    timestamp: event.created_at,
    data: {
      object: event.object === '' ? null : event.object,
      id: event.record_id,
      version: event.version,
      changes: { before, after },
      actor: { kind: event.actor_kind, id: event.actor_id },
      source: event.source,
      request_id: event.request_id,
    },
  });
}
