import type { Tx } from '@/platform/db/types';
import { type Channels, type Kind, kindNames, kinds } from './shapes';

/** How a member wants to be told. */
export interface Preferences {
  readonly kinds: Readonly<Record<Kind, Channels>>;
  /** `HH:MM` in the member's time zone; null: none. */
  readonly quiet_hours: { readonly from: string; readonly to: string } | null;
  readonly digest_hour: number;
  readonly follow_created: boolean;
}

interface Row {
  readonly user_id: string;
  readonly kinds: Partial<Record<Kind, Partial<Channels>>>;
  readonly quiet_from: string;
  readonly quiet_to: string;
  readonly digest_hour: number;
  readonly follow_created: boolean;
}

/** Preferences of members; whoever never chose gets those of shapes.ts. */
export async function preferencesOf(
  tx: Tx,
  company_id: string,
  user_ids: readonly string[],
): Promise<ReadonlyMap<string, Preferences>> {
  const { rows } = await tx.run<Row>({
    name: 'notification_preferences',
    text:
      'select user_id, kinds, quiet_from, quiet_to, digest_hour, follow_created from notification_preferences ' +
      'where company_id = $1 and user_id = any($2::uuid[])',
    values: [company_id, user_ids],
  });
  const chosen = new Map(rows.map((row) => [row.user_id, row]));
  return new Map(user_ids.map((id) => [id, completed(chosen.get(id))]));
}

function completed(row: Row | undefined): Preferences {
  const all = kindNames.map((kind) => [kind, { ...kinds[kind], ...row?.kinds[kind] }] as const);
  return {
    kinds: Object.fromEntries(all) as Record<Kind, Channels>,
    quiet_hours: row?.quiet_from ? { from: row.quiet_from, to: row.quiet_to } : null,
    digest_hour: row?.digest_hour ?? 8,
    follow_created: row?.follow_created ?? false,
  };
}

export interface Choices {
  readonly kinds?: Partial<Record<Kind, Partial<Channels>>> | undefined;
  readonly quiet_hours?: { readonly from: string; readonly to: string } | null | undefined;
  readonly digest_hour?: number | undefined;
  readonly follow_created?: boolean | undefined;
}

/** Changes what was chosen and leaves the rest. `tx` is in the company. */
export async function choose(
  tx: Tx,
  company_id: string,
  user_id: string,
  { kinds: changed = {}, quiet_hours, digest_hour, follow_created }: Choices,
): Promise<void> {
  await tx.run({
    name: 'notification_preferences_row',
    text: 'insert into notification_preferences (company_id, user_id) values ($1, $2) on conflict do nothing',
    values: [company_id, user_id],
  });
  const { rows } = await tx.run<Pick<Row, 'kinds'>>({
    name: 'notification_preferences_lock',
    text: 'select kinds from notification_preferences where company_id = $1 and user_id = $2 for update',
    values: [company_id, user_id],
  });
  const before = rows[0]?.kinds ?? {};
  const merged = { ...before };
  for (const [kind, channels] of Object.entries(changed) as [Kind, Partial<Channels>][])
    merged[kind] = { ...before[kind], ...channels };
  await tx.run({
    name: 'notification_preferences_change',
    text:
      'update notification_preferences set kinds = $3, quiet_from = coalesce($4, quiet_from), quiet_to = coalesce($5, quiet_to), ' +
      'digest_hour = coalesce($6, digest_hour), follow_created = coalesce($7, follow_created) where company_id = $1 and user_id = $2',
    values: [
      company_id,
      user_id,
      JSON.stringify(merged),
      quiet_hours === undefined ? null : (quiet_hours?.from ?? ''),
      quiet_hours === undefined ? null : (quiet_hours?.to ?? ''),
      digest_hour ?? null,
      follow_created ?? null,
    ],
  });
}
