import { actorOf, recordEvents } from '@/core/run/events';
import { action, query } from '@/core/run/module';
import { isWithin } from '@/core/run/sign-in-policy';
import { invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import { principalsOf } from '../session/principals';
import * as contract from './contract';

interface Policy {
  readonly second_factor_required: boolean;
  readonly session_idle_minutes: number;
  readonly session_hours: number;
  readonly shortest_password: number;
  readonly allowed_networks: readonly string[];
}

const columns =
  'second_factor_required, session_idle_minutes, session_hours, shortest_password, allowed_networks';

/** GET /api/sign-in-policy */
export const getPolicy = query(contract.getPolicy, async (ctx) => {
  const { rows } = await ctx.app.db.read<Policy>(ctx.scope, {
    name: 'sign_in_policy_get',
    text: `select ${columns} from companies where id = $1`,
    values: [ctx.scope.company_id],
  });
  if (!rows[0]) throw notFound();
  return { data: rows[0] };
});

/** PATCH /api/sign-in-policy. Whoever saves it must not lock themselves out. */
export const updatePolicy = action(contract.updatePolicy, async (ctx, { body }) => {
  const { company_id } = ctx.scope;
  const networks = body.allowed_networks ?? [];
  if (networks.length > 0 && !isWithin(networks, ctx.origin.ip))
    throw refused('allowed_networks', 'locks_you_out', 'Your own network has to be among them.');
  const policy = await ctx.app.db.asAuth(async (tx) => {
    if (body.second_factor_required && !(await hasFactor(tx, ctx.principal.session_id)))
      throw refused(
        'second_factor_required',
        'second_factor_first',
        'Set up your own second factor first.',
      );
    return enterCompany(tx, ctx.scope, async () => {
      const found = await tx.run<Policy>({
        text: `select ${columns} from companies where id = $1 for update`,
        values: [company_id],
      });
      const [before] = found.rows;
      if (!before) throw notFound();
      const given: Partial<Policy> = Object.fromEntries(
        Object.entries(body).filter(([, value]) => value !== undefined),
      );
      const after = { ...before, ...given };
      const changed = (Object.keys(given) as (keyof Policy)[]).filter(
        (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
      );
      if (changed.length === 0) return before;
      await tx.run({
        text: `update companies set second_factor_required = $2, session_idle_minutes = $3, session_hours = $4,
          shortest_password = $5, allowed_networks = $6, updated_at = now() where id = $1`,
        values: [
          company_id,
          after.second_factor_required,
          after.session_idle_minutes,
          after.session_hours,
          after.shortest_password,
          after.allowed_networks,
        ],
      });
      const of = (policy: Policy) => Object.fromEntries(changed.map((key) => [key, policy[key]]));
      await recordEvents(tx, actorOf(ctx), [
        {
          name: 'sign_in_policy.updated',
          object: 'companies',
          record_id: company_id,
          before: of(before),
          after: of(after),
        },
      ]);
      return after;
    });
  });
  principalsOf(ctx.app.db).revoke({ company_id });
  return { data: policy };
});

async function hasFactor(tx: Tx, session_id: string | null): Promise<boolean> {
  const { count } = await tx.run({
    text: 'select from sessions where id = $1 and second_factor_at is not null',
    values: [session_id],
  });
  return count > 0;
}

const refused = (path: string, code: string, message: string) => invalid([{ path, code, message }]);
