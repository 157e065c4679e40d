import { dayIn, startOfDay } from '@/core/run/engine/time-zone';
import { actorOf, recordEvents } from '@/core/run/events';
import { defineSubscriber } from '@/core/run/jobs/subscriber';
import { command, open, query } from '@/core/run/module';
import { scopeOf } from '@/core/run/reach';
import { mustBeNear } from '@/core/run/sign-in-policy';
import { notFound } from '@/core/shape/errors';
import { memberPrincipal } from '@/identity/member-principal';
import { companyOfToken, newToken, sha256 } from '@/identity/session/keys';
import * as contract from './contract';
import { entriesIn } from './entries';
import { icsOf } from './ics';

const dayLength = 86_400_000;
/** Days a feed reaches back and ahead. */
const reach = { back: 31, ahead: 184 } as const;

/** GET /api/calendar/feed */
export const getFeed = query(contract.getFeed, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ created_at: string }>(ctx.scope, {
    name: 'calendar_feed_of_member',
    text: 'select created_at from calendar_feeds where company_id = $1 and user_id = $2',
    values: [ctx.scope.company_id, ctx.principal.user.id],
  });
  return { data: { created_at: instantOf(rows[0]) } };
});

/** When an address was made, as the API writes it. */
const instantOf = (row: { created_at: string } | undefined): string | null =>
  row ? new Date(row.created_at).toISOString() : null;

/** POST /api/calendar/feed. Only the hash is kept, so the address cannot be shown again. */
export const makeFeed = command(contract.makeFeed, async (ctx, tx) => {
  const { company_id } = ctx.scope;
  const token = newToken(company_id);
  const { rows } = await tx.run<{ created_at: string }>({
    text: `insert into calendar_feeds (company_id, user_id, token_hash) values ($1, $2, $3)
      on conflict (company_id, user_id) do update set token_hash = excluded.token_hash, created_at = now() returning created_at`,
    values: [company_id, ctx.principal.user.id, sha256(token)],
  });
  await recordEvents(tx, actorOf(ctx), [{ name: 'calendar_feed.created' }]);
  const url = `${ctx.app.env.base_url}/api/calendar/${token}.ics`;
  return { data: { created_at: instantOf(rows[0]), url } };
});

/** DELETE /api/calendar/feed. Ending what has ended changes nothing. */
export const endFeed = command(contract.endFeed, async (ctx, tx) => {
  const { rows } = await tx.run({
    text: 'delete from calendar_feeds where company_id = $1 and user_id = $2 returning user_id',
    values: [ctx.scope.company_id, ctx.principal.user.id],
  });
  if (rows.length > 0) await recordEvents(tx, actorOf(ctx), [{ name: 'calendar_feed.revoked' }]);
  return { data: { created_at: null } };
});

/** Whoever made the feed of an account that was taken back is not its person. */
export const endReclaimedFeeds = defineSubscriber({
  name: 'calendar.end_reclaimed',
  queue: 'notifications',
  events: ['user.reclaimed'],
  bulk: 'each',
  async handle(ctx, tx, events) {
    await tx.run({
      text: 'delete from calendar_feeds where company_id = $1 and user_id = any($2::uuid[])',
      values: [ctx.scope.company_id, events.map(({ record_id }) => record_id)],
    });
  },
});

/** GET /api/calendar/{token}.ics: what its owner may read now, under their rights. 404 for an address that ended, 403 outside the networks of the company. */
export const readFeed = open(contract.readFeed, async (ctx, { params }) => {
  const token = /^(.+)\.ics$/.exec(params.file)?.[1] ?? '';
  const company_id = companyOfToken(token);
  if (company_id === null) throw notFound();
  const { rows } = await ctx.app.db.read<{ user_id: string; networks: string[] | null }>(
    { company_id, user_id: null },
    {
      name: 'calendar_feed_by_token',
      text: `select f.user_id, nullif(c.allowed_networks, '{}') as networks from calendar_feeds f join companies c on c.id = f.company_id
        where f.company_id = $1 and f.token_hash = $2`,
      values: [company_id, sha256(token)],
    },
  );
  const [feed] = rows;
  if (!feed) throw notFound();
  const { user_id } = feed;
  const principal = await memberPrincipal(ctx.app, company_id, user_id, null);
  if (!principal) throw notFound();
  mustBeNear(feed.networks, ctx.origin.ip);
  const now = ctx.app.clock.now();
  const { company, user } = principal;
  const { entries } = await entriesIn(
    { ...ctx, principal, scope: scopeOf(principal) },
    {
      from: new Date(now.getTime() - reach.back * dayLength),
      to: new Date(now.getTime() + reach.ahead * dayLength),
      members: [user_id],
      first: startOfDay(company.time_zone, dayIn(company.time_zone, now)),
    },
  );
  const { base_url } = ctx.app.env;
  const text = icsOf(entries, {
    name: `${user.name} \u00b7 ${company.name}`,
    host: new URL(base_url).hostname,
    base_url,
    now,
    dayOf: (instant) => dayIn(company.time_zone, instant),
  });
  const headers = {
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': 'attachment; filename="calendar.ics"',
    'cache-control': 'private, no-store',
  };
  return { response: new Response(text, { headers }) };
});
