import type { Anonymous } from '@/core/run/context';
import { type NewEvent, recordEvents, userActor } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';
import { companiesOf } from './arrival';
import { enterCompany } from './enter-company';

/** One event about the user in every company they work in, inside a transaction of the auth role. */
export async function noteEverywhere(
  tx: Tx,
  ctx: Anonymous,
  user_id: string,
  event: Pick<NewEvent, 'name' | 'before' | 'after'>,
): Promise<void> {
  for (const { id: company_id } of await companiesOf(tx, user_id)) {
    const actor = userActor(ctx, company_id, user_id);
    const noted = { ...event, object: 'members', record_id: user_id };
    await enterCompany(tx, { company_id, user_id }, () => recordEvents(tx, actor, [noted]));
  }
}
