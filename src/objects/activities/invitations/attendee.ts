import type { Anonymous, Ctx } from '@/core/run/context';
import { applyPatches } from '@/core/run/engine/update';
import { shapeOf } from '@/core/run/engine/write';
import { mustSeeFields } from '@/core/run/field-rights';
import { open, query } from '@/core/run/module';
import { scopeOf } from '@/core/run/reach';
import { AppError, notFound } from '@/core/shape/errors';
import { shownCompany } from '@/identity/company/stored-logo';
import { systemPrincipal } from '@/identity/member-principal';
import { companyOfToken, sha256 } from '@/identity/session/keys';
import type { Tx } from '@/platform/db/types';
import { activities } from '../object';
import * as contracts from './contract';
import { isTold, type Meeting, meetingById, meetingOf, toldOf } from './meeting';

/** GET /api/activities/{id}/invitations */
export const invitations = query(contracts.listInvitations, async (ctx, { params }) => {
  mustSeeFields(ctx, 'activities', ['attendees', 'reply', 'replied_by', 'replied_at']);
  const values = [ctx.scope.company_id, params.id];
  const found = await ctx.app.db.read(ctx.scope, {
    name: 'meeting_is_there',
    text: 'select from activities where company_id = $1 and id = $2 and deleted_at is null',
    values,
  });
  if (found.rows.length === 0) throw notFound();
  const { rows } = await ctx.app.db.read<Record<string, unknown>>(ctx.scope, {
    name: 'invitations_of_meeting',
    text: `select email, state, invited_at, answered_at from meeting_invitations where company_id = $1 and activity_id = $2
      order by state = 'cancelled', email limit 200`,
    values,
  });
  return { data: rows };
});

interface Invitation {
  readonly activity_id: string;
  readonly email: string;
  readonly state: string;
  /** SHA-256 of what the last mail said. */
  readonly told: string;
}

/** The company a link leads into; what is done there is done by the system. 404 for whatever is no link of this installation. */
async function enter(anonymous: Anonymous, token: string): Promise<Ctx> {
  const company_id = companyOfToken(token);
  const principal = company_id && (await systemPrincipal(anonymous.app, company_id));
  if (!principal) throw notFound();
  return { ...anonymous, principal, scope: scopeOf(principal, null) };
}

/** The invitation and its meeting. 404 for a link that a newer one replaced or that has run out, as for one that never was. */
async function follow(
  ctx: Ctx,
  tx: Tx,
  token: string,
  lock = false,
): Promise<[Invitation, Meeting]> {
  const { company_id } = ctx.scope;
  const invitation = await invitationOf(ctx, tx, token);
  const found = await tx.run(meetingById(company_id, invitation.activity_id, lock));
  if (!found.rows[0]) throw notFound();
  const meeting = meetingOf(found.rows[0], ctx.principal.company.time_zone);
  // While this waited for the meeting, its attendees may have been told anew: then another link counts.
  return [lock ? await invitationOf(ctx, tx, token) : invitation, meeting];
}

async function invitationOf({ scope }: Ctx, tx: Tx, token: string): Promise<Invitation> {
  const { rows } = await tx.run<Invitation>({
    name: 'follow_meeting_link',
    text: `select activity_id, email, state, told from meeting_invitations
      where company_id = $1 and token_hash = $2 and ends_at > now() - interval '1 day'`,
    values: [scope.company_id, sha256(token)],
  });
  if (!rows[0]) throw notFound();
  return rows[0];
}

/** Throws 404 for who is not invited any more, once the meeting is no longer as their last mail said. */
async function shown(ctx: Ctx, tx: Tx, invitation: Invitation, meeting: Meeting) {
  const { email, state, told } = invitation;
  const isOut = state === 'cancelled' || !meeting.attendees.includes(email);
  if (isOut && !isTold(told, toldOf(meeting))) throw notFound();
  const { company } = ctx.principal;
  const { rows } = await tx.run<{ accent: string | null; logo_url: string }>({
    name: 'face_for_meeting',
    text: `select nullif(accent, '') as accent, logo_url from companies where id = $1`,
    values: [company.id],
  });
  const now = meeting.off || isOut ? 'cancelled' : state;
  // Who is not invited any more learns nothing new.
  const more = (value: string): string | null => (now === 'cancelled' ? null : value || null);
  return {
    subject: meeting.subject,
    start: meeting.start.toISOString(),
    end: meeting.end.toISOString(),
    all_day: meeting.all_day,
    time_zone: company.time_zone,
    location: more(meeting.location),
    meeting_url: more(meeting.meeting_url),
    agenda: more(meeting.agenda),
    organizer: meeting.organizer?.name ?? null,
    company: {
      name: company.name,
      accent: rows[0]?.accent ?? null,
      logo_url: rows[0]?.logo_url ?? '',
    },
    email,
    state: now,
    open: now !== 'cancelled' && meeting.end > ctx.app.clock.now(),
  };
}

/** What is shown, with the logo read when no transaction waits for it. */
async function withLogo({ app, scope }: Ctx, data: Awaited<ReturnType<typeof shown>>) {
  return { ...data, company: await shownCompany(app, scope.company_id, data.company) };
}

/** POST /api/meeting-links/open: reads only, so that a scanner of mails that follows the link answers nothing. */
export const openLink = open(contracts.openMeetingLink, async (anonymous, { body }) => {
  const ctx = await enter(anonymous, body.token);
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) =>
    shown(ctx, tx, ...(await follow(ctx, tx, body.token))),
  );
  return { data: await withLogo(ctx, data) };
});

/** POST /api/meeting-links/answer: the answer stands with the meeting, and its organizer is told as of any change. */
export const answer = open(contracts.answerMeeting, async (anonymous, { body }) => {
  const ctx = await enter(anonymous, body.token);
  const shape = await shapeOf(ctx, activities);
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const [invitation, meeting] = await follow(ctx, tx, body.token, true);
    const before = await shown(ctx, tx, invitation, meeting);
    if (!before.open)
      throw new AppError('conflict', 'This meeting is over or cancelled.', {
        issues: [
          { path: 'answer', code: 'meeting_over', message: 'It cannot be answered any more.' },
        ],
      });
    if (invitation.state === body.answer) return before;
    await tx.run({
      name: 'answer_meeting',
      text: 'update meeting_invitations set state = $4, answered_at = now() where company_id = $1 and activity_id = $2 and email = $3',
      values: [ctx.scope.company_id, meeting.id, invitation.email, body.answer],
    });
    const set = {
      reply: body.answer,
      replied_by: invitation.email,
      replied_at: ctx.app.clock.now().toISOString(),
    };
    const checked = { set, custom: {}, extensions: {} };
    await applyPatches(ctx, tx, shape, [
      { id: meeting.id, checked, version: undefined, issues: [] },
    ]);
    return { ...before, state: body.answer };
  });
  return { data: await withLogo(ctx, data) };
});
