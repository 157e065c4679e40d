import { enqueueAll, systemActor } from '@/core/run/jobs/job';
import { defineSubscriber, type LoggedEvent } from '@/core/run/jobs/subscriber';
import { inviteJob } from './invite-job';

/** How long changes of a meeting are gathered before its attendees are told, ms: what is undone at once reaches nobody. */
const gathering = 10_000;

/** What attendees may have to be told of. */
const concerning = [
  ...['kind', 'subject', 'occurred_at', 'duration_minutes', 'all_day', 'outcome', 'owner_id'],
  ...['location', 'meeting_url', 'agenda', 'attendees', 'send_invitations'],
];

const matters = ({ name, changes }: LoggedEvent): boolean =>
  name !== 'activity.updated' || concerning.some((field) => field in (changes.after ?? {}));

/** Has attendees told of meetings that were made, changed, called off or brought back. */
export const inviteSubscriber = defineSubscriber({
  name: 'activities.tell_attendees',
  queue: 'emails',
  events: ['activity.created', 'activity.updated', 'activity.deleted', 'activity.restored'],
  bulk: 'batch',
  async wants(tx, company_id, events) {
    const asked = events.filter(matters);
    if (asked.length === 0) return [];
    const { rows } = await tx.run<{ id: string }>({
      name: 'meetings_that_invite',
      text: 'select id from activities where company_id = $1 and id = any($2::uuid[]) and send_invitations',
      values: [company_id, asked.map(({ record_id }) => record_id)],
    });
    const inviting = new Set(rows.map(({ id }) => id));
    return asked.filter(({ record_id }) => record_id !== null && inviting.has(record_id));
  },
  async handle(ctx, tx, events) {
    const { app, scope, origin } = ctx;
    const ids = new Set(events.flatMap(({ record_id }) => record_id ?? []));
    const due_at = new Date(app.clock.now().getTime() + gathering);
    const actor = systemActor(app, scope.company_id, events[0]?.request_id ?? origin.request_id);
    const list = [...ids].map((activity_id) => ({ input: { activity_id }, due_at }));
    await enqueueAll(tx, actor, inviteJob, list);
  },
});
