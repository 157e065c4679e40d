import type { CustomKind } from '@/core/shape/custom-field';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';

export interface FieldRow {
  readonly id: string;
  readonly object: string;
  readonly key: string;
  readonly label: string;
  readonly kind: CustomKind;
  readonly required: boolean;
  readonly filterable: boolean;
  readonly mirrored: boolean;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly position: number;
  readonly created_at: string;
  readonly deleted_at: string | null;
}

export const columns =
  'id, object, key, label, kind, required, filterable, mirrored, choices, position, created_at, deleted_at';

/** A field as the API shows it. */
export const shown = ({ mirrored, ...field }: FieldRow) => ({
  ...field,
  indexing: mirrored && !field.filterable,
});

/** Most live fields of one object, and of those the filterable ones. */
export const limits = { fields: 100, filterable: 25 } as const;

/**
 * Counts the version of the company's fields up, in the transaction of the change. Also the lock that lets only one
 * change of fields happen at a time in a company. Answers the new version.
 */
export async function bumpFields(tx: Tx, company_id: string): Promise<number> {
  const { rows } = await tx.run<{ fields_version: number }>({
    name: 'bump_fields',
    text: 'update companies set fields_version = fields_version + 1, updated_at = now() where id = $1 returning fields_version',
    values: [company_id],
  });
  if (!rows[0]) throw new Error('the company of a request exists');
  return rows[0].fields_version;
}

/** Throws 409 when the object has as many live or filterable fields as it can have. `besides` is not counted. */
export async function checkLimits(
  tx: Tx,
  company_id: string,
  object: string,
  filterable: boolean,
  besides: string | null,
): Promise<void> {
  const { rows } = await tx.run<{ all: number; filterable: number }>({
    text:
      'select count(*)::int as all, count(*) filter (where mirrored)::int as filterable from custom_fields ' +
      'where company_id = $1 and object = $2 and deleted_at is null and id is distinct from $3::uuid',
    values: [company_id, object, besides],
  });
  const counts = rows[0] ?? { all: 0, filterable: 0 };
  if (counts.all >= limits.fields)
    throw new AppError('conflict', `An object has at most ${limits.fields} custom fields.`);
  if (filterable && counts.filterable >= limits.filterable) {
    throw new AppError(
      'conflict',
      `At most ${limits.filterable} custom fields of an object can be filterable.`,
    );
  }
}

export type GivenChoice = string | { readonly value?: string | undefined; readonly label: string };

/** Choices with a value each; the label stands in for one that is not given. 422 for a value given twice. */
export function choicesOf(
  given: readonly GivenChoice[],
): { value: string; label: string }[] | null {
  const made = given.map((one) =>
    typeof one === 'string'
      ? { value: one, label: one }
      : { value: one.value ?? one.label, label: one.label },
  );
  return new Set(made.map(({ value }) => value)).size === made.length ? made : null;
}
