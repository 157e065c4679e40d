import { asAddress } from '@/core/run/engine/values/lists';
import type { Address, LabelledAddress } from '@/core/shape/field';
import { problem } from './problem';
import type { AddressPart, Slot } from './targets';

type Parts = Partial<Record<AddressPart | 'label', string>>;

/** Collects the parts of a row's addresses, by label or by position. */
export class AddressBook {
  private readonly places = new Map<string, { label: string | null; parts: Parts }>();

  put({ label, index, part }: Extract<Slot, { kind: 'address' }>, cell: string): void {
    const key = index === null ? `label ${label ?? ''}` : `index ${index}`;
    const place = this.places.get(key) ?? { label, parts: {} };
    this.places.set(key, place);
    // Streets come in up to three columns.
    place.parts[part] =
      part === 'street' && place.parts.street ? `${place.parts.street}\n${cell}` : cell;
  }

  /** Writes the addresses into a record's values, the first one primary, at most `most`. Throws `Problem`. */
  into(values: Record<string, unknown>, single: boolean, most: number): void {
    const found: LabelledAddress[] = [];
    for (const { label, parts } of this.places.values()) {
      const address = addressOf(parts);
      if (address)
        found.push({
          label:
            label ??
            (parts.label
              ?.replace(/^\*\s*/, '')
              .trim()
              .toLowerCase()
              .slice(0, 60) ||
              null),
          ...address,
        });
    }
    const [first] = found;
    if (!first) return;
    if (found.length > most && most > 0) throw problem('too_many');
    if (most > 0)
      values.addresses = found.map((one, at) => (at === 0 ? { ...one, primary: true } : one));
    else if (single) {
      const { label: _label, ...address } = first;
      values.address = address;
    }
  }
}

/** Ambit keeps five parts: a second line and a post office box belong to the street. */
function addressOf({ label: _label, extended, po_box, ...parts }: Parts): Address | null {
  const box = po_box === undefined ? undefined : /\D{2}/.test(po_box) ? po_box : `PO Box ${po_box}`;
  const street = [parts.street, extended, box].filter((line) => line !== undefined).join('\n');
  return asAddress({ ...parts, ...(street === '' ? {} : { street }) });
}
