import type { Ctx } from '@/core/run/context';
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
    const { permissions, fields } = ctx.principal;
    // Whoever manages fields knows of all of them; to the others those they do not see are none.
    const hidden = (row: FieldRow) => fields?.[row.object]?.[`custom.${row.key}`] === 'hidden';
    const known = permissions.has('fields:manage') ? rows : rows.filter((row) => !hidden(row));
    return { data: known.map(shown) };
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
      fields: Object.entries(fields).flatMap(([field, definition]) =>
        seenAs(ctx, name, field).map((flags) => ({ name: field, ...definition, ...flags })),
      ),
      custom_fields: (custom.get(name) ?? []).flatMap(({ mirrored: _, ...field }) =>
        seenAs(ctx, name, `custom.${field.key}`).map((flags) => ({ ...field, ...flags })),
      ),
    }),
  );
  return { data };
});

/** What the caller's role says of a field; nothing at all where it is hidden from them. */
function seenAs({ principal }: Ctx, object: string, field: string) {
  const right = principal.fields?.[object]?.[field];
  if (right === 'hidden') return [];
  return [right ? { readonly: true, ...(right === 'masked' ? { masked: true } : {}) } : {}];
}
