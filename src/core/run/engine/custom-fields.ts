import type { CustomField, CustomKind } from '../../shape/custom-field';
import type { Ctx } from '../context';
import { Recent } from './recent';

type ByObject = ReadonlyMap<string, readonly CustomField[]>;

interface Row {
  readonly id: string;
  readonly object: string;
  readonly key: string;
  readonly label: string;
  readonly kind: CustomKind;
  readonly required: boolean;
  readonly filterable: boolean;
  readonly mirrored: boolean;
  readonly choices: CustomField['choices'];
  readonly position: number;
}

/** What reading definitions looks at of a context. */
export type Reader = Pick<Ctx, 'app' | 'principal' | 'scope'>;

const cached = new Recent<Promise<ByObject>>(500);

/** All live custom fields of the caller's company by object, in their order. Kept per version of the fields. */
export function companyFields(ctx: Reader): Promise<ByObject> {
  const { id } = ctx.principal.company;
  return cached.getOr(`${id} ${fieldsVersion(ctx)}`, async () => {
    const { rows } = await ctx.app.db.read<Row>(ctx.scope, {
      name: 'custom_fields',
      text: `select id, object, key, label, kind, required, filterable, mirrored, choices, position from custom_fields
        where company_id = $1 and deleted_at is null order by object, position, key`,
      values: [id],
    });
    const byObject = new Map<string, CustomField[]>();
    for (const row of rows) {
      if (!/^[a-z][a-z0-9_]*$/.test(row.key))
        throw new Error(`custom field ${row.id} has an unusable key`);
      byObject.set(row.object, [...(byObject.get(row.object) ?? []), row]);
    }
    return byObject;
  });
}

const latest = new Map<string, number>();

/** Makes a change of custom fields count at once in this process; principals elsewhere learn of it within a second. */
export function noteFieldsVersion(company_id: string, version: number): void {
  latest.set(company_id, Math.max(version, latest.get(company_id) ?? 0));
}

/** The newest version of the company's custom fields that this process knows of. */
export function fieldsVersion(ctx: Pick<Ctx, 'principal'>): number {
  const { id, fields_version } = ctx.principal.company;
  return Math.max(fields_version, latest.get(id) ?? 0);
}
