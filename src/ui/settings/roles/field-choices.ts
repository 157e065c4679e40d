import type { CustomField } from '@/core/shape/custom-field';
import type { Label } from '@/core/shape/field';
import { type FieldRight, rightsOn, rightsOnCustom } from '@/core/shape/field-rights';
import type { RoleRights } from '@/identity/roles/rights';
import { uiObjectMap } from '@/registry.ui';

/** A field that a role can say something of. */
export interface FieldChoice {
  /** Object and field, `deals.amount`. */
  readonly path: string;
  readonly object: string;
  readonly field: string;
  readonly name: string;
  readonly objectName: string;
  readonly icon: string;
  /** From the narrowest. */
  readonly possible: readonly FieldRight[];
}

/** All of them, by object in the order of the sidebar. */
export const choicesOf = (
  custom: readonly CustomField[],
  label: (one: Label) => string,
): FieldChoice[] =>
  [...uiObjectMap.values()].flatMap((object) => {
    const about = { object: object.name, objectName: label(object.label), icon: object.icon };
    const built = Object.entries(object.fields).map(([field, definition]) => ({
      ...{ ...about, field, name: label(definition.label) },
      possible: rightsOn(object, field),
    }));
    const own = custom
      .filter((one) => one.object === object.name)
      .map((one) => ({
        ...{ ...about, field: `custom.${one.key}`, name: one.label },
        possible: rightsOnCustom(one),
      }));
    return [...built, ...own]
      .filter(({ possible }) => possible.length > 0)
      .map((one) => ({ ...one, path: `${one.object}.${one.field}` }));
  });

/** The rights with one more said of a field; null: it is seen and written whole again. */
export function withFieldRight(
  rights: RoleRights,
  { object, field }: Pick<FieldChoice, 'object' | 'field'>,
  right: FieldRight | null,
): RoleRights {
  const { [object]: own = {}, ...others } = rights.fields ?? {};
  const { [field]: _, ...rest } = own;
  const next = right === null ? rest : { ...rest, [field]: right };
  const fields = Object.keys(next).length === 0 ? others : { ...others, [object]: next };
  return { ...rights, fields };
}
