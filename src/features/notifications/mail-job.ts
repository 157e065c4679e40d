import { z } from 'zod';
import type { Ctx, Principal } from '@/core/run/context';
import { defineJob, enqueueAll, type JobKind, systemActor } from '@/core/run/jobs/job';
import { queueMail } from '@/core/run/mail/queue-mail';
import { memberPrincipal } from '@/identity/member-principal';
import { type Reader, readersOf } from '@/identity/reader';
import type { Tx } from '@/platform/db/types';
import { lastDigest, quietUntil } from './hours';
import { digestMail, type Line, noticeMail } from './letters';
import { preferencesOf } from './preferences';
import { type Kind, mayGet, readableObjects } from './shapes';
import { titlesOf } from './titles';

interface Input {
  readonly user_id: string;
  readonly mode: 'at_once' | 'digest';
}

interface Pending {
  readonly id: string;
  readonly kind: Kind;
  readonly object: string;
  readonly record_id: string | null;
  readonly actor_name: string | null;
  readonly count: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Most lines of one mail; the rest is in the centre. */
const most = 50;

/**
 * Mails somebody what waits for it and was not read meanwhile. Taking the notifications and writing the mails is one
 * transaction, so each is mailed once. In quiet hours it puts itself off to their end.
 */
export const mailJob: JobKind<Input> = defineJob<Input>({
  name: 'notifications.mail',
  queue: 'notifications',
  input: z.strictObject({ user_id: z.uuid(), mode: z.enum(['at_once', 'digest']) }),
  async run(ctx, job) {
    const { user_id, mode } = job.input;
    const { company_id } = ctx.scope;
    const member = await memberPrincipal(ctx.app, company_id, user_id, null);
    const reader = (await readersOf(ctx.app, [user_id])).get(user_id);
    await job.finish(async (tx) => {
      const preferences = (await preferencesOf(tx, company_id, [user_id])).get(user_id);
      if (!preferences) return;
      const zone = reader?.time_zone || ctx.principal.company.time_zone;
      const now = ctx.app.clock.now();
      const until = mode === 'at_once' ? quietUntil(preferences.quiet_hours, zone, now) : null;
      if (until) {
        const actor = systemActor(ctx.app, company_id, ctx.origin.request_id);
        await enqueueAll(tx, actor, mailJob, [{ input: job.input, due_at: until }]);
        return;
      }
      const before = mode === 'digest' ? lastDigest(preferences.digest_hour, zone, now) : now;
      const pending = await take(tx, company_id, job.input, before);
      if (member && reader?.email_verified) await write(ctx, tx, member, reader, mode, pending);
    });
  },
});

/** Marks what waits as mailed and answers what is still news. */
async function take(
  tx: Tx,
  company_id: string,
  { user_id, mode }: Input,
  before: Date,
): Promise<Pending[]> {
  const { rows } = await tx.run<Pending & { news: boolean }>({
    name: 'notifications_take',
    text:
      'update notifications n set mailed_at = now() from (select id from notifications where company_id = $1 and mail = $3 and user_id = $2 ' +
      'and mailed_at is null and created_at < $4 order by id for update) w where n.company_id = $1 and n.id = w.id returning n.id, n.kind, n.object, ' +
      'n.record_id, n.count, n.data, n.read_at is null and n.archived_at is null as news, ' +
      '(select m.name from members m where m.company_id = n.company_id and m.user_id = n.actor_id) as actor_name',
    values: [company_id, user_id, mode, before.toISOString()],
  });
  return rows.filter(({ news }) => news).sort((one, other) => (one.id < other.id ? -1 : 1));
}

async function write(
  ctx: Ctx,
  tx: Tx,
  member: Principal,
  reader: Reader,
  mode: Input['mode'],
  pending: readonly Pending[],
): Promise<void> {
  const { app, scope, origin } = ctx;
  const objects = new Set(readableObjects(app.registry.objects.keys(), member.permissions));
  const news = pending.filter(
    ({ object, kind }) => objects.has(object) && mayGet(kind, member.permissions),
  );
  if (news.length === 0) return;
  const titles = await titlesOf({ app, scope, principal: member }, news);
  const lines = news.map(
    (one): Line => ({
      ...one,
      title: one.record_id === null ? null : (titles.get(one.record_id)?.title ?? null),
      definition: app.registry.objects.get(one.object) ?? null,
    }),
  );
  const to = { app, company: member.company, reader };
  const cause = { app, company_id: scope.company_id, origin };
  if (mode === 'digest') {
    const mail = digestMail(to, lines.slice(0, most), lines.length);
    return queueMail(tx, cause, mail, { kind: 'digest' });
  }
  for (const kind of new Set(lines.map((line) => line.kind))) {
    const ofKind = lines.filter((line) => line.kind === kind);
    const mail = noticeMail(to, kind, ofKind.slice(0, most), ofKind.length);
    await queueMail(tx, cause, mail, { kind: 'notification' });
  }
}
