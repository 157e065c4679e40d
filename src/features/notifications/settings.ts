import type { Ctx } from '@/core/run/context';
import { command, query } from '@/core/run/module';
import { readersOf } from '@/identity/reader';
import type { Tx } from '@/platform/db/types';
import * as contracts from './contract';
import { choose, type Preferences, preferencesOf } from './preferences';
import { kindNames, mayGet } from './shapes';

/** GET /api/notifications/preferences */
export const getPreferences = query(contracts.getPreferences, async (ctx) => {
  const person = await personOf(ctx);
  const chosen = await ctx.app.db.withCompany(ctx.scope, (tx) => mine(ctx, tx));
  return { data: shown(ctx, chosen, person) };
});

/** PATCH /api/notifications/preferences */
export const changePreferences = command(contracts.changePreferences, async (ctx, tx, { body }) => {
  const kinds = body.kinds as Parameters<typeof choose>[3]['kinds'];
  await choose(tx, ctx.scope.company_id, ctx.principal.user.id, { ...body, kinds });
  return { data: shown(ctx, await mine(ctx, tx), await personOf(ctx)) };
});

async function mine(ctx: Ctx, tx: Tx): Promise<Preferences> {
  const { id } = ctx.principal.user;
  const found = (await preferencesOf(tx, ctx.scope.company_id, [id])).get(id);
  if (!found) throw new Error('everybody has preferences');
  return found;
}

const personOf = async (ctx: Ctx) =>
  (await readersOf(ctx.app, [ctx.principal.user.id])).get(ctx.principal.user.id);

function shown(ctx: Ctx, chosen: Preferences, person: Awaited<ReturnType<typeof personOf>>) {
  const { permissions, company } = ctx.principal;
  return {
    ...chosen,
    kinds: kindNames
      .filter((kind) => mayGet(kind, permissions))
      .map((kind) => ({ kind, ...chosen.kinds[kind] })),
    time_zone: person?.time_zone || company.time_zone,
    email_verified: person?.email_verified ?? false,
  };
}
