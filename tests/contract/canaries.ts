import type { Principal } from '@/core/run/context';
import type { Field } from '@/core/shape/field';
import type { FieldRights } from '@/core/shape/field-rights';
import type { ObjectDefinition } from '@/core/shape/object';
import type { House } from './house';

/** A value that stands nowhere but in one field of one record. */
export interface Canary {
  readonly object: string;
  readonly field: string;
  /** How it reads in an answer, in small letters. */
  readonly text: string;
}

let count = 0;

/** An unmistakable value for a field and how it reads; null for kinds whose values are a few words. */
function canaryFor({ kind, max }: Field): { value: unknown; text: string } | null {
  const n = ++count;
  const word = `zq${n.toString(36).padStart(3, '0')}qz`;
  const digits = String(1000 + n);
  switch (kind) {
    case 'text':
    case 'long_text':
      return { value: word, text: word };
    case 'tags':
      return { value: [word], text: word };
    case 'email':
      return { value: `${word}@example.com`, text: word };
    case 'emails':
    case 'links':
    case 'phones':
    case 'addresses':
      return null;
    case 'phone':
      return { value: `+4930${digits}777`, text: `30${digits}777` };
    case 'url':
      return { value: `https://${word}.example/`, text: word };
    case 'address':
      return { value: { city: word }, text: word };
    case 'money':
      return { value: `7${digits}3.57`, text: `7${digits}3.57` };
    // No time of day has so many seconds.
    case 'percent':
    case 'decimal':
      return { value: 61 + (n % 39) + 0.07, text: `${61 + (n % 39)}.07` };
    case 'integer':
      return (max ?? 1e9) >= 1e6
        ? { value: 730_000 + n, text: `730${String(n).padStart(3, '0')}` }
        : null;
    case 'date':
    case 'partial_date':
      return { value: dayOf(n), text: dayOf(n) };
    case 'datetime':
      return { value: `${dayOf(n)}T03:04:05.006Z`, text: `${dayOf(n)}t03:04` };
    default:
      return null;
  }
}

/** A day of the years from 2061 on. */
const dayOf = (n: number): string =>
  `${2061 + Math.floor(n / 336)}-${String(1 + (Math.floor(n / 28) % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;

/**
 * Writes a canary into every field of a record that takes one, twice, so that its history has one before and one after. Answers those
 * that are there.
 */
export async function plant(
  house: House,
  as: Principal,
  { name: object, fields }: ObjectDefinition,
  id: string,
  custom: readonly string[] = [],
): Promise<Canary[]> {
  const planted: Canary[] = [];
  const write = async (field: string, body: object, text: string): Promise<void> => {
    const contract = house.operation(`${object}.update`);
    const { status } = await house.call(contract, { as, params: { id }, body });
    if (status === 200) planted.push({ object, field, text });
  };
  for (const [name, field] of Object.entries(fields)) {
    if (field.readonly || field.hidden || ['recurrence', 'attendees'].includes(field.format ?? ''))
      continue;
    for (let twice = 0; twice < 2; twice++) {
      const canary = canaryFor(field);
      if (canary) await write(name, { [name]: canary.value }, canary.text);
    }
  }
  for (const key of custom)
    for (let twice = 0; twice < 2; twice++) {
      const word = `zq${(++count).toString(36).padStart(3, '0')}qz`;
      await write(`custom.${key}`, { custom: { [key]: word } }, word);
    }
  return planted;
}

/** Whether rights keep a canary from somebody. */
export const covers = (rights: FieldRights | null, { object, field }: Canary): boolean =>
  ['hidden', 'masked'].includes(rights?.[object]?.[field] ?? '');
