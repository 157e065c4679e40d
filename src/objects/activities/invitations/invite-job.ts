import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { dayIn } from '@/core/run/engine/time-zone';
import { defineJob, enqueueAll, systemActor } from '@/core/run/jobs/job';
import { queueMail } from '@/core/run/mail/queue-mail';
import { newToken, sha256 } from '@/identity/session/keys';
import type { Tx } from '@/platform/db/types';
import { firstIdAt } from '@/platform/ids';
import { senderOf } from '@/platform/mail/mailer';
import { noticeText } from './ics';
import { cancelMail, ownMail, requestMail } from './mails';
import { isHandedOver, type Meeting, meetingById, meetingOf, toldOf } from './meeting';
import { type Plan, planOf, type Told } from './plan';

/** Mails of meetings that a company sends in a day; more is a mistake or worse, and waits a day. */
const mostMails = 1000;
const day = 86_400_000;
const kind = 'meeting';

/**
 * Mails everybody what they do not know yet of a meeting. The mails and the note of what was told commit together, so however
 * often it runs nobody is told the same twice.
 */
export const inviteJob = defineJob<{ activity_id: string }>({
  name: 'activities.invite',
  queue: 'emails',
  input: z.strictObject({ activity_id: z.uuid() }),
  async run(ctx, job) {
    await job.finish((tx) => invite(ctx, tx, job.input.activity_id));
  },
});

async function invite(ctx: Ctx, tx: Tx, activity_id: string) {
  const { company_id } = ctx.scope;
  const { rows: found } = await tx.run(meetingById(company_id, activity_id, true));
  const meeting = found[0] && meetingOf(found[0], ctx.principal.company.time_zone);
  if (!meeting?.invites) return { mails: 0 };
  const { rows } = await tx.run<Told>({
    name: 'meeting_told',
    text: `select email, sequence, told, state, ends_at from meeting_invitations where company_id = $1 and activity_id = $2 order by email`,
    values: [company_id, activity_id],
  });
  const told = toldOf(meeting);
  const plan = planOf(meeting, told, rows, ctx.app.clock.now());
  const mails = plan.request.length + plan.cancel.length;
  if (mails === 0) return { mails };
  if (!(await isWithinDay(ctx, tx, mails))) {
    await putOff(ctx, tx, activity_id);
    return { mails: 0, put_off: mails };
  }
  await sendAll(ctx, tx, meeting, plan, rows, told);
  return { mails };
}

async function isWithinDay(ctx: Ctx, tx: Tx, more: number): Promise<boolean> {
  const { rows } = await tx.run<{ count: number }>({
    name: 'meeting_mails_of_a_day',
    text: 'select count(*)::int as count from mails where company_id = $1 and kind = $2 and id >= $3',
    values: [ctx.scope.company_id, kind, firstIdAt(new Date(ctx.app.clock.now().getTime() - day))],
  });
  return (rows[0]?.count ?? 0) + more <= mostMails;
}

/** Has what was too much today told in a day, as the meeting is then; once, however many changes of it are too much meanwhile. */
async function putOff(ctx: Ctx, tx: Tx, activity_id: string): Promise<void> {
  const now = ctx.app.clock.now();
  const key = `${inviteJob.name}:${activity_id}:${now.toISOString().slice(0, 10)}`;
  const due_at = new Date(now.getTime() + day);
  const actor = systemActor(ctx.app, ctx.scope.company_id, ctx.origin.request_id);
  await enqueueAll(tx, actor, inviteJob, [{ input: { activity_id }, due_at, key }]);
}

async function sendAll(
  ctx: Ctx,
  tx: Tx,
  meeting: Meeting,
  plan: Plan,
  rows: readonly Told[],
  told: string,
): Promise<void> {
  const { app, scope, origin, principal } = ctx;
  const { company } = principal;
  const { base_url } = app.env;
  const now = app.clock.now();
  const known = new Map(rows.map((row) => [row.email, row]));
  const asked = new Set(plan.request);
  const cancelled = new Set(plan.cancel);
  const kept = rows.filter(
    ({ email, state }) => state !== 'cancelled' && !asked.has(email) && !cancelled.has(email),
  );
  const isOn = (email: string): boolean => (known.get(email)?.state ?? 'cancelled') !== 'cancelled';
  /** The answer that still stands; a meeting that changed is a new question. */
  const stateOf = (email: string): string => {
    const row = known.get(email);
    return row && isOn(email) && isHandedOver(row.told, told) ? row.state : 'waiting';
  };
  const attendees = [...kept, ...plan.request.map((email) => ({ email, state: stateOf(email) }))];
  const who = meeting.organizer ? `${meeting.organizer.name} (${company.name})` : company.name;
  const shared = {
    meeting,
    sequence: plan.sequence,
    host: new URL(base_url).hostname,
    now,
    organizer: { name: who, address: senderOf(app.env) },
    dayOf: (instant: Date) => dayIn(company.time_zone, instant),
  };
  const reply_to = meeting.organizer?.email;
  const options = {
    kind,
    useful_seconds: Math.max(60, (meeting.end.getTime() - now.getTime()) / 1000),
  };
  const cause = { app, company_id: scope.company_id, origin };
  const tell = async (email: string, method: 'REQUEST' | 'CANCEL'): Promise<void> => {
    const isRequest = method === 'REQUEST';
    const token = newToken(scope.company_id);
    const url = `${base_url}/meeting#${token}`;
    const before = known.get(email)?.told ?? '';
    const changed = isHandedOver(before, told) ? 'handed_over' : 'changed';
    const news = isOn(email) ? changed : 'new';
    const letter = { to: email, company, meeting };
    const isOwn = !meeting.off && email === meeting.organizer?.email;
    const gone = isOwn ? ownMail : cancelMail;
    const mail = isRequest ? requestMail({ ...letter, news, url }) : gone(letter);
    const text = noticeText({
      ...shared,
      method,
      attendees: isRequest ? attendees : [{ email, state: 'waiting' }],
      url: isRequest ? url : null,
    });
    const state = isRequest ? stateOf(email) : 'cancelled';
    await tx.run({
      name: 'meeting_tell',
      text: `insert into meeting_invitations (company_id, activity_id, email, token_hash, sequence, told, state, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (company_id, activity_id, email) do update set
          token_hash = case when excluded.state = 'cancelled' then meeting_invitations.token_hash else excluded.token_hash end,
          sequence = excluded.sequence, told = excluded.told, state = excluded.state, ends_at = excluded.ends_at, invited_at = now(),
          answered_at = case when excluded.state not in ('waiting', 'cancelled') then meeting_invitations.answered_at end`,
      values: [
        ...[scope.company_id, meeting.id, email, sha256(token), plan.sequence, told, state],
        meeting.end.toISOString(),
      ],
    });
    const calendar = { method, text };
    await queueMail(tx, cause, { ...mail, calendar, ...(reply_to ? { reply_to } : {}) }, options);
  };
  for (const email of plan.request) await tell(email, 'REQUEST');
  for (const email of plan.cancel) await tell(email, 'CANCEL');
}
