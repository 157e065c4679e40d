import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { AppError } from '@/core/shape/errors';
import { newToken, sha256 } from '@/identity/session/keys';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';

/** Days a link works beyond the validity of its quote, so that the customer can still read what was agreed. */
const daysAfter = 90;

export interface QuoteLink {
  readonly id: string;
  readonly quote_id: string;
  readonly created_at: Date;
  readonly created_by: string | null;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly first_seen_at: Date | null;
  readonly last_seen_at: Date | null;
}

const columns = 'id, created_at, created_by, expires_at, revoked_at, first_seen_at, last_seen_at';

/** The links of a quote, the newest first. */
export const linksOf = (company_id: string, quote_id: string) => ({
  name: 'quote_links_of',
  text: `select ${columns} from quote_links where company_id = $1 and quote_id = $2 order by id desc limit 50`,
  values: [company_id, quote_id],
});

/** Makes a link to a quote that was sent; its history says so. The token stands behind `#`, so it reaches no log and no referrer. */
export async function makeLink(
  ctx: Ctx,
  tx: Tx,
  quote: { readonly id: string; readonly valid_until: string | null },
): Promise<Omit<QuoteLink, 'quote_id'> & { readonly url: string }> {
  const { company_id, user_id } = ctx.scope;
  const token = newToken(company_id);
  const { rows } = await tx.run<Omit<QuoteLink, 'quote_id'>>({
    name: 'make_quote_link',
    text: `insert into quote_links (company_id, id, quote_id, token_hash, created_by, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $7, greatest(coalesce($6::date, now()), now()) + make_interval(days => ${daysAfter}))
      returning ${columns}`,
    values: [
      ...[company_id, newId(), quote.id, sha256(token), user_id, quote.valid_until],
      ctx.app.clock.now().toISOString(),
    ],
  });
  const [link] = rows;
  if (!link) throw new AppError('internal', 'The link was not made.');
  await tell(ctx, tx, 'link_created', [quote.id]);
  return { ...link, url: `${ctx.app.env.base_url}/quote#${token}` };
}

/** Ends the links of quotes, whose history says so; answers how many worked until now. */
export async function endLinks(ctx: Ctx, tx: Tx, quote_ids: readonly string[]): Promise<number> {
  const { rows } = await tx.run<{ quote_id: string }>({
    name: 'end_quote_links',
    text: `update quote_links set revoked_at = now() where company_id = $1 and quote_id = any($2::uuid[]) and revoked_at is null
      returning quote_id`,
    values: [ctx.scope.company_id, quote_ids],
  });
  await tell(ctx, tx, 'links_ended', [...new Set(rows.map(({ quote_id }) => quote_id))]);
  return rows.length;
}

/** What happened to a quote beside its fields. */
type Happened =
  | 'link_created'
  | 'links_ended'
  | 'customer_opened'
  | 'customer_accepted'
  | 'customer_declined';

/** Writes into the history of quotes what happened to them. */
export const tell = (ctx: Ctx, tx: Tx, what: Happened, quote_ids: readonly string[]) =>
  recordEvents(
    tx,
    actorOf(ctx),
    quote_ids.map((record_id) => ({ name: `quote.${what}`, object: 'quotes', record_id })),
  );
