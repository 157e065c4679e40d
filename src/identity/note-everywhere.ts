import type { Anonymous } from '@/core/run/context';
import { type NewEvent, recordEvents } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';
import { companiesOf } from './arrival';
import { enterCompany } from './enter-company';

interface How {
  /** `system`: a directory did it, not the user; `operator`: whoever runs the installation, on its command line. */
  readonly by?: 'user' | 'system' | 'operator';
  /** The company that has it written down already. */
  readonly except?: string;
}

/** One event about the user in every company they work in, inside a transaction of the auth role. */
export async function noteEverywhere(
  tx: Tx,
  { app, origin }: Pick<Anonymous, 'app' | 'origin'>,
  user_id: string,
  event: Pick<NewEvent, 'name' | 'before' | 'after'>,
  { by = 'user', except }: How = {},
): Promise<void> {
  const actor_id = by === 'user' ? user_id : null;
  for (const { id: company_id } of await companiesOf(tx, user_id)) {
    if (company_id === except) continue;
    const actor = { app, company_id, actor_kind: by, actor_id, origin };
    const noted = { ...event, object: 'members', record_id: user_id };
    await enterCompany(tx, { company_id, user_id }, () => recordEvents(tx, actor, [noted]));
  }
}
