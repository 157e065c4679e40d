import type { Statement, Tx } from '@/platform/db/types';
import { outboundSentences } from '@/platform/outbound/target';

/** Either a transaction or `(statement) => db.read(scope, statement)`. */
type Run = <R>(statement: Statement) => Promise<{ readonly rows: R[] }>;

export interface WebhookRow {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
  readonly active: boolean;
  readonly failures: number;
  readonly failing_since: string | null;
  readonly succeeded_at: string | null;
  readonly disabled_at: string | null;
  readonly disabled_reason: 'gone' | 'failing' | null;
  readonly previous_until: string | null;
  readonly created_by: { readonly id: string; readonly name: string } | null;
  readonly created_at: string;
}

/** What may be shown of the row `w`; never its secrets. */
const shown =
  `w.id, w.url, w.events, w.description, w.active, w.failures, w.failing_since, w.succeeded_at, w.disabled_at, w.disabled_reason, ` +
  `case when w.previous_until > now() then w.previous_until end as previous_until, ` +
  `(select jsonb_build_object('id', m.user_id, 'name', m.name) from members m where m.company_id = w.company_id and m.user_id = w.created_by) as created_by, ` +
  `w.created_at`;

/** Webhooks that are not deleted, newest first; one when `id` is given. */
export async function readWebhooks(
  run: Run,
  company_id: string,
  id: string | null = null,
): Promise<WebhookRow[]> {
  const { rows } = await run<WebhookRow>({
    name: 'webhooks_read',
    text:
      `select ${shown} from webhooks w where w.company_id = $1 and ($2::uuid is null or w.id = $2) and w.deleted_at is null ` +
      `order by w.id desc`,
    values: [company_id, id],
  });
  return rows;
}

export interface DeliveryRow {
  readonly id: string;
  readonly webhook_id: string;
  readonly event: string;
  readonly object: string;
  readonly record_id: string | null;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly next_at: string | null;
  readonly sent_at: string | null;
  readonly ms: number | null;
  readonly answer_status: number | null;
  /** A code. */
  readonly error: string | null;
  readonly created_at: string;
}

/** Columns of a delivery in lists. */
export const deliveryColumns =
  'id, webhook_id, event, object, record_id, status, attempts, next_at, sent_at, ms, answer_status, error, created_at';

interface FullRow extends DeliveryRow {
  readonly body: string;
  readonly request_headers: Record<string, string> | null;
  readonly answer_headers: Record<string, string> | null;
  readonly answer_body: string | null;
  readonly tries: readonly { readonly error: string | null }[];
}

const sentences: Readonly<Record<string, string>> = {
  ...outboundSentences,
  secret_unreadable: 'The secret cannot be read any more. Make a new one.',
};

/** A row with its error in words beside the code. */
export const worded = <R extends { readonly error: string | null }>(row: R) => ({
  ...row,
  error: row.error === null ? null : { code: row.error, message: sentences[row.error] ?? '' },
});

/** One delivery as the API shows it; null when there is none. */
export async function readDelivery(
  run: Run,
  company_id: string,
  webhook_id: string,
  id: string,
): Promise<(Record<string, unknown> & { readonly event: string }) | null> {
  const { rows } = await run<FullRow>({
    name: 'webhook_delivery_read',
    text:
      `select ${deliveryColumns}, body, request_headers, answer_headers, answer_body, tries ` +
      `from webhook_deliveries where company_id = $1 and webhook_id = $2 and id = $3`,
    values: [company_id, webhook_id, id],
  });
  const row = rows[0];
  if (!row) return null;
  const { body, request_headers, answer_headers, answer_body, tries, ...listed } = row;
  const answered = row.answer_status !== null;
  return {
    ...worded(listed),
    request: { headers: request_headers, body },
    answer: answered
      ? { status: row.answer_status, headers: answer_headers ?? {}, body: answer_body ?? '' }
      : null,
    tries: tries.map(worded),
  };
}

/** Locks a webhook against the runs that send and other changes. Answers false when there is none. */
export async function lockWebhook(tx: Tx, company_id: string, id: string): Promise<boolean> {
  const { rows } = await tx.run({
    name: 'webhook_lock',
    text: 'select 1 from webhooks where company_id = $1 and id = $2 and deleted_at is null for no key update',
    values: [company_id, id],
  });
  return rows.length > 0;
}
