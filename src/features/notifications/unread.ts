import type { PersonalNews } from '@/core/run/personal';
import type { Tx } from '@/platform/db/types';

/** Whose notifications, and which of them may be shown. */
interface Whose {
  readonly user_id: string;
  readonly objects: ReadonlySet<string>;
}

/** Above it nobody counts any more. */
const most = 1000;

/**
 * Lets one transaction after the other change the notifications of somebody, so that what each counts afterwards holds all
 * that was there before. Everybody at once and in one order, or two of them could wait for each other.
 */
export async function oneAtATime(
  tx: Tx,
  company_id: string,
  user_ids: readonly string[],
): Promise<void> {
  await tx.run({
    name: 'notifications_lock',
    text: 'select pg_advisory_xact_lock(hashtextextended(u.key, 0)) from (select unnest($1::text[]) as key order by 1) u',
    values: [user_ids.map((user_id) => `notifications:${company_id}:${user_id}`)],
  });
}

/** How many notifications people have not read, by person. */
export async function unreadBy(
  tx: Tx,
  company_id: string,
  people: readonly Whose[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.run<{ user_id: string; object: string; unread: number }>({
    name: 'notifications_unread_by',
    text:
      'select user_id, object, count(*)::int as unread from notifications where company_id = $1 and user_id = any($2::uuid[]) ' +
      'and in_app and archived_at is null and read_at is null group by user_id, object',
    values: [company_id, people.map(({ user_id }) => user_id)],
  });
  return new Map(
    people.map(({ user_id, objects }) => {
      const own = rows.filter((row) => row.user_id === user_id && objects.has(row.object));
      return [
        user_id,
        Math.min(
          most,
          own.reduce((sum, row) => sum + row.unread, 0),
        ),
      ];
    }),
  );
}

/** What every device of somebody hears; `id` and `kind` are null when some were read or put away. */
export const newsOf = (
  { company_id, user_id }: { readonly company_id: string; readonly user_id: string },
  data: { readonly id: string | null; readonly kind: string | null; readonly unread: number },
): PersonalNews => ({ company_id, user_id, event: 'notification', data });
