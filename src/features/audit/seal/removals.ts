import type { Database, Tx } from '@/platform/db/types';
import { isMac, macOf, type SealKeys } from './keys';

const textOf = (company_id: string, below: string): string => JSON.stringify([company_id, below]);

/** Writes down, provably, that the events of a company below an id may be gone. */
export async function noteRemoval(
  tx: Tx,
  keys: SealKeys,
  company_id: string,
  below: string,
): Promise<void> {
  await tx.run({
    text:
      'insert into event_removals (company_id, below, mac, created_at) values ($1, $2, $3, now()) ' +
      'on conflict do nothing',
    values: [company_id, below, macOf(keys, 'removal', textOf(company_id, below))],
  });
}

/** Events below this id may be gone; null when none may. Notes that this installation did not write do not count. */
export async function removedBelow(
  db: Pick<Database, 'read'>,
  keys: SealKeys,
  company_id: string,
): Promise<string | null> {
  const { rows } = await db.read<{ below: string; mac: string }>(
    { company_id, user_id: null },
    {
      text: 'select below, mac from event_removals where company_id = $1 order by below desc',
      values: [company_id],
    },
  );
  const real = rows.find(({ below, mac }) =>
    isMac(keys, 'removal', textOf(company_id, below), mac),
  );
  return real?.below ?? null;
}
