import type { Anonymous } from '@/core/run/context';
import { recordEvents } from '@/core/run/events';
import { enterCompany } from '../enter-company';

interface Opened {
  readonly id: string;
  readonly name: string;
  readonly before: readonly string[];
}

/**
 * Lets the companies that somebody owns work from anywhere again, for when the only allowed network is gone; each has it written
 * down. Returns the names of those that were bound to networks.
 */
export function openNetworks(
  { app, origin }: Pick<Anonymous, 'app' | 'origin'>,
  email: string,
): Promise<string[]> {
  return app.db.asAuth(async (tx) => {
    const { rows } = await tx.run<Opened>({
      text: `with bound as (select c.id, c.allowed_networks as before from companies c
          join members m on m.company_id = c.id and m.role = 'owner' and m.status = 'active'
          join users u on u.id = m.user_id
          where u.email = $1 and c.allowed_networks <> '{}' for update of c)
        update companies c set allowed_networks = '{}', updated_at = now() from bound where bound.id = c.id
        returning c.id, c.name, bound.before`,
      values: [email.trim().toLowerCase()],
    });
    for (const { id: company_id, before } of rows) {
      const actor = { app, company_id, actor_kind: 'operator', actor_id: null, origin } as const;
      const event = {
        name: 'sign_in_policy.updated',
        object: 'companies',
        record_id: company_id,
        before: { allowed_networks: before },
        after: { allowed_networks: [] },
      };
      await enterCompany(tx, { company_id, user_id: null }, () => recordEvents(tx, actor, [event]));
    }
    return rows.map(({ name }) => name);
  });
}
