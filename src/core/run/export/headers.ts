import { type Field, inOwnCurrency, type Label } from '../../shape/field';

/** Columns of a file that one field fills, in their order. */
export type Part =
  | 'value'
  | 'id'
  | 'email'
  | 'currency'
  | 'street'
  | 'city'
  | 'state'
  | 'postal_code'
  | 'country';

const words: Readonly<Record<Exclude<Part, 'value'>, Label>> = {
  id: { en: 'id', tr: 'kimlik' },
  email: { en: 'e-mail', tr: 'e-posta' },
  currency: { en: 'currency', tr: 'para birimi' },
  street: { en: 'street', tr: 'sokak' },
  city: { en: 'city', tr: 'şehir' },
  state: { en: 'state', tr: 'eyalet' },
  postal_code: { en: 'postal code', tr: 'posta kodu' },
  country: { en: 'country', tr: 'ülke' },
};

/** The header of the id of the record itself. */
export const idHeader: Label = { en: 'Ambit id', tr: 'Ambit kimliği' };

/** The parts a field is written in: references with their ids, people with their addresses, amounts with their currency. */
export function partsOf(field: Field): readonly Part[] {
  if (field.kind === 'ref') return ['value', 'id'];
  if (field.kind === 'user') return ['value', 'email'];
  if (field.kind === 'address') return ['street', 'city', 'state', 'postal_code', 'country'];
  // An amount in the currency of its record has it in the field `currency`.
  if (field.kind === 'money' && !inOwnCurrency(field)) return ['value', 'currency'];
  return ['value'];
}

/** What stands above a part of a field: `Account`, `Account: id`. The import knows these again. */
export const headerOf = ({ label }: Field, part: Part, language: keyof Label): string =>
  part === 'value' ? label[language] : `${label[language]}: ${words[part][language]}`;
