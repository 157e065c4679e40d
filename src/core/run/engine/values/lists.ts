import type { Address, Field, LabelledAddress, LabelledValue } from '../../../shape/field';
import { countryCode } from './countries';
import { Problem, within } from './problem';
import type { Setting } from './setting';
import { asString, cleanLine, cleanText, limitLength } from './text';

type Entry = Record<string, unknown>;

const parts = ['street', 'city', 'state', 'postal_code', 'country'] as const;
const partLengths = { street: 500, city: 120, state: 120, postal_code: 30, country: 100 } as const;

/** An address of known parts; `null` when every part is empty. */
export function asAddress(input: unknown): Address | null {
  const entry = asEntry(input, parts);
  const address: Address = {};
  for (const part of parts) {
    const given = entry[part];
    if (given === undefined || given === null) continue;
    const text = within(part, () => {
      const written = asString(given);
      return limitLength(
        part === 'street' ? cleanText(written) : cleanLine(written),
        partLengths[part],
      );
    });
    if (text !== '') address[part] = part === 'country' ? (countryCode(text) ?? text) : text;
  }
  return Object.keys(address).length > 0 ? address : null;
}

/** Labelled addresses, empty ones left out, exactly one of them primary. */
export function asAddresses(field: Field): (input: unknown) => LabelledAddress[] {
  return (input) =>
    onePrimary(
      asList(input, field.max ?? 20).flatMap((raw, position) =>
        within(position, () => {
          const { label, primary, ...rest } = asEntry(raw, [...parts, 'label', 'primary']);
          const address = asAddress(rest);
          return address ? [{ label: asLabel(label), ...address, ...marked(primary) }] : [];
        }),
      ),
    );
}

/** Labelled mail addresses, phones or links: each value once, exactly one of them primary (links have none). */
export function asLabelled(
  field: Field,
  parse: (value: unknown, setting: Setting) => { value: string; extension?: string },
): (input: unknown, setting: Setting) => LabelledValue[] {
  const keys = ['label', 'value', 'primary', ...(field.kind === 'phones' ? ['extension'] : [])];
  return (input, setting) => {
    const seen = new Map<string, LabelledValue>();
    asList(input, field.max ?? 20).forEach((raw, position) => {
      within(position, () => {
        const entry = asEntry(raw, keys);
        const parsed = within('value', () => parse(entry.value ?? '', setting));
        const extension =
          entry.extension == null
            ? parsed.extension
            : within('extension', () => asExtension(entry.extension));
        const one: LabelledValue = {
          label: asLabel(entry.label),
          value: parsed.value,
          ...marked(entry.primary),
        };
        if (extension) one.extension = extension;
        const known = seen.get(one.value);
        seen.set(
          one.value,
          known ? { ...one, ...known, ...marked(known.primary || one.primary || undefined) } : one,
        );
      });
    });
    const list = [...seen.values()];
    return field.kind === 'links' ? list : onePrimary(list);
  };
}

/** The array itself, or a problem. */
export function asList(input: unknown, most: number): unknown[] {
  if (!Array.isArray(input)) throw new Problem('invalid_type', 'This must be a list.');
  if (input.length > most) throw new Problem('too_many', `This can have at most ${most} entries.`);
  return input;
}

function asEntry(input: unknown, keys: readonly string[]): Entry {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new Problem('invalid_type', 'This must be an object.');
  }
  for (const key of Object.keys(input)) {
    if (!keys.includes(key)) throw new Problem('unknown_key', `${key} cannot be set here.`, key);
  }
  return input as Entry;
}

const asLabel = (input: unknown): string | null =>
  input === undefined || input === null
    ? null
    : within('label', () => limitLength(cleanLine(asString(input)), 60) || null);

function asExtension(input: unknown): string {
  const text = cleanLine(asString(input));
  if (!/^\d{0,11}$/.test(text)) throw new Problem('invalid_phone', 'An extension has digits only.');
  return text;
}

function marked(input: unknown): { primary?: boolean } {
  if (input === undefined || input === null || input === false) return {};
  if (input !== true) throw new Problem('invalid_type', 'This must be true or false.', 'primary');
  return { primary: true };
}

/** The first entry marked primary stays it, or the first entry becomes it. */
export function onePrimary<E extends { primary?: boolean }>(list: readonly E[]): E[] {
  const chosen = Math.max(
    0,
    list.findIndex((entry) => entry.primary),
  );
  return list.map((entry, position) => {
    const { primary: _primary, ...rest } = entry;
    return (position === chosen ? { ...rest, primary: true } : rest) as E;
  });
}
