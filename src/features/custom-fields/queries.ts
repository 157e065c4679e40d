import { companyFields } from '@/core/run/engine/custom-fields';
import { query } from '@/core/run/module';
import * as contracts from './contract';
import { columns, type FieldRow, shown } from './rows';

export const listFields = query(
  contracts.listFields,
  async (ctx, { query: { object, deleted } }) => {
    const { rows } = await ctx.app.db.read<FieldRow>(ctx.scope, {
      name: 'list_fields',
      text:
        `select ${columns} from custom_fields where company_id = $1 and ($2::text is null or object = $2) ` +
        `and (deleted_at is not null) = $3 order by object, position, key`,
      values: [ctx.scope.company_id, object ?? null, deleted === 'true'],
    });
    return { data: rows.map(shown) };
  },
);

/** Definitions of the objects the caller may read, the company's own fields included. */
export const listObjects = query(contracts.listObjects, async (ctx) => {
  const custom = await companyFields(ctx);
  const readable = [...ctx.app.registry.objects.values()].filter(({ name }) =>
    ctx.principal.permissions.has(`${name}:read`),
  );
  const data = readable.map(
    ({ name, singular, label, label_plural, icon, shortcut, groups, fields }) => ({
      ...{ name, singular, label, label_plural, icon, shortcut, groups },
      fields: Object.entries(fields).map(([field, definition]) => ({ name: field, ...definition })),
      custom_fields: (custom.get(name) ?? []).map(({ mirrored: _, ...field }) => field),
    }),
  );
  return { data };
});
