import type { Ctx } from '@/core/run/context';
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

/** Makes a link to a quote that was sent. The token stands behind `#`, so it reaches no log and no referrer. */
export async function makeLink(
  ctx: Ctx,
  tx: Tx,
  quote: { readonly id: string; readonly valid_until: string | null },
): Promise<Omit<QuoteLink, 'quote_id'> & { readonly url: string }> {
  const { company_id, user_id } = ctx.scope;
  const token = newToken(company_id);
  const { rows } = await tx.run<Omit<QuoteLink, 'quote_id'>>({
    name: 'make_quote_link',
    text: `insert into quote_links (company_id, id, quote_id, token_hash, created_by, expires_at)
      values ($1, $2, $3, $4, $5, greatest(coalesce($6::date, now()), now()) + make_interval(days => ${daysAfter}))
      returning ${columns}`,
    values: [company_id, newId(), quote.id, sha256(token), user_id, quote.valid_until],
  });
  const [link] = rows;
  if (!link) throw new AppError('internal', 'The link was not made.');
  return { ...link, url: `${ctx.app.env.base_url}/quote#${token}` };
}

/** Ends the links of quotes; answers how many worked until now. */
export async function endLinks(
  tx: Tx,
  company_id: string,
  quote_ids: readonly string[],
): Promise<number> {
  const { count } = await tx.run({
    name: 'end_quote_links',
    text: 'update quote_links set revoked_at = now() where company_id = $1 and quote_id = any($2::uuid[]) and revoked_at is null',
    values: [company_id, quote_ids],
  });
  return count;
}
