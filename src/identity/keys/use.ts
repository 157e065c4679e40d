import type { App, Origin } from '@/core/run/context';
import { recordEvents } from '@/core/run/events';
import { firstIdAt } from '@/platform/ids';

/** What it needs of a running Ambit. */
export type KeyUseParts = Pick<App, 'db' | 'log' | 'bus' | 'answers' | 'clock'>;

const day = 86_400_000;
/** More keys and addresses than this are looked up again in the database. */
const remembered = 10_000;

/**
 * Makes the note of which key was used from where: one event per key, address and day (UTC), however many calls. Costs a call a
 * look into a map, and the first one of a day a write that nobody waits for.
 */
export function keyUse(parts: KeyUseParts) {
  const seen = new Map<string, number>();
  return (company_id: string, key_id: string, origin: Origin): void => {
    const now = parts.clock.now().getTime();
    const today = now - (now % day);
    const mark = `${key_id} ${origin.ip}`;
    if (seen.get(mark) === today) return;
    if (seen.size >= remembered) seen.clear();
    seen.set(mark, today);
    write(parts, company_id, key_id, origin, new Date(today)).catch((err: unknown) => {
      seen.delete(mark);
      parts.log.warn({ err }, 'the use of a key was not written down');
    });
  };
}

async function write(
  { db, bus, answers }: KeyUseParts,
  company_id: string,
  key_id: string,
  origin: Origin,
  today: Date,
): Promise<void> {
  await db.withCompany({ company_id, user_id: null }, async (tx) => {
    // The lock makes processes that see the key at the same time write one event.
    await tx.run({
      text: 'select 1 from api_keys where company_id = $1 and id = $2 for update',
      values: [company_id, key_id],
    });
    const { rows } = await tx.run({
      text:
        `select 1 from events where company_id = $1 and record_id = $2 and id >= $3 and name = 'api_key.used' ` +
        `and ip is not distinct from $4 limit 1`,
      values: [company_id, key_id, firstIdAt(today), origin.ip],
    });
    if (rows.length > 0) return;
    const actor = {
      app: { bus, answers },
      company_id,
      actor_kind: 'api_key',
      actor_id: key_id,
      origin,
    } as const;
    await recordEvents(tx, actor, [
      { name: 'api_key.used', object: 'api_keys', record_id: key_id },
    ]);
  });
}
