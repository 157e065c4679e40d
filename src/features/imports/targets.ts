import type { CustomField } from '@/core/shape/custom-field';
import type { Field } from '@/core/shape/field';
import { type ObjectDefinition, relationName } from '@/core/shape/object';
import { type DealStep, dealSteps } from './deal-way';

/** What a column's target means once parsed. */
export type Slot =
  | { readonly kind: 'field'; readonly name: string; readonly field: Field }
  | { readonly kind: 'custom'; readonly key: string; readonly custom: CustomField }
  | { readonly kind: 'custom_pair'; readonly index: number; readonly part: 'label' | 'value' }
  | {
      readonly kind: 'list';
      readonly name: string;
      readonly field: Field;
      readonly label: string | null;
      readonly index: number | null;
      readonly part: ListPart;
      readonly main: boolean;
    }
  | {
      readonly kind: 'address';
      readonly label: string | null;
      readonly index: number | null;
      readonly part: AddressPart | 'label';
    }
  | {
      readonly kind: 'link';
      readonly relation: string;
      readonly field: string;
      readonly by: 'name' | 'source_id' | 'source_ids';
    }
  | { readonly kind: 'owner'; readonly by: 'any' | 'source_id' }
  | { readonly kind: 'people'; readonly by: 'name' | 'source_ids' }
  | { readonly kind: 'deal_step'; readonly name: DealStep }
  | { readonly kind: 'created_at' }
  | {
      readonly kind: 'steer';
      readonly name: Steering;
    }
  | { readonly kind: 'mail_kind'; readonly index: number; readonly part: 'type' | 'display_name' };

/** What says how a row is meant. `_id`: the record it is, by its id here. */
export type Steering = 'full_name' | 'email_opt_in' | '_id' | '_deleted' | '_merged_into';
export type ListPart = 'value' | 'label' | 'number' | 'country' | 'calling_code';
export type AddressPart =
  | 'street'
  | 'extended'
  | 'po_box'
  | 'city'
  | 'state'
  | 'postal_code'
  | 'country';

const addressParts: readonly string[] = [
  'street',
  'extended',
  'po_box',
  'city',
  'state',
  'postal_code',
  'country',
];
const listKinds: readonly string[] = ['emails', 'phones', 'links'];

/** The meaning of a target for an object and a company's own fields; null when there is no such thing. */
export function slotOf(
  target: string,
  object: ObjectDefinition,
  customFields: readonly CustomField[],
): Slot | null {
  // Targets come from people: `constructor` is no field.
  const fields: Readonly<Record<string, Field>> = Object.assign(Object.create(null), object.fields);
  const [head = '', ...rest] = target.split('.');
  const tail = rest.join('.');
  const [, base = head, digits] = /^([a-z_]+)\[(\d{1,3})\]$/.exec(head) ?? [];
  const index = digits === undefined ? null : Number(digits);

  if (target === 'created_at') return { kind: 'created_at' };
  if (target === '_id' || target === '_deleted' || target === '_merged_into')
    return { kind: 'steer', name: target };
  if (object.name === 'deals') {
    const step = dealSteps.find((name) => name === target);
    if (step) return { kind: 'deal_step', name: step };
    if (target === 'contact_name') return { kind: 'people', by: 'name' };
    if (target === 'contact_source_ids') return { kind: 'people', by: 'source_ids' };
  }
  if (target === 'full_name')
    return fields.first_name && fields.last_name ? { kind: 'steer', name: target } : null;
  if (target === 'email_opt_in')
    return fields.do_not_email ? { kind: 'steer', name: target } : null;
  if (base === '_emails' && index !== null && (tail === 'type' || tail === 'display_name'))
    return { kind: 'mail_kind', index, part: tail };
  if (base === 'custom' && index !== null)
    return tail === 'label' || tail === 'value' ? { kind: 'custom_pair', index, part: tail } : null;
  if (base === 'custom') {
    const custom = customFields.find(({ key }) => key === tail);
    return custom ? { kind: 'custom', key: tail, custom } : null;
  }
  if (target === 'owner' || target === 'owner_source_id')
    return fields.owner_id ? { kind: 'owner', by: target === 'owner' ? 'any' : 'source_id' } : null;
  const link = /^(.+)_(name|source_id|source_ids)$/.exec(target);
  if (link) {
    const field = fields[`${link[1]}_id`];
    if (field?.kind === 'ref')
      return {
        kind: 'link',
        relation: relationName(`${link[1]}_id`),
        field: `${link[1]}_id`,
        by: link[2] as 'name',
      };
  }
  if (base === 'address' && fields.address && addressParts.includes(tail))
    return { kind: 'address', label: null, index: null, part: tail as AddressPart };
  if (base === 'addresses' && fields.addresses) {
    if (target === base) return { kind: 'field', name: base, field: fields.addresses };
    if (index !== null)
      return tail === 'label' || addressParts.includes(tail)
        ? { kind: 'address', label: null, index, part: tail as AddressPart }
        : null;
    const part = rest.at(-1) ?? '';
    return rest.length >= 2 && addressParts.includes(part)
      ? {
          kind: 'address',
          label: rest.slice(0, -1).join('.'),
          index: null,
          part: part as AddressPart,
        }
      : null;
  }
  const field = fields[base];
  if (
    !field ||
    field.readonly ||
    field.kind === 'ref' ||
    field.kind === 'user' ||
    field.kind === 'addresses'
  )
    return null;
  if (listKinds.includes(field.kind)) {
    if (index === null)
      return {
        kind: 'list',
        name: base,
        field,
        label: tail === '' ? null : tail,
        index: null,
        part: 'value',
        main: false,
      };
    const part = ['value', 'label', 'number', 'country', 'calling_code'].find(
      (one) => one === tail,
    );
    return part
      ? { kind: 'list', name: base, field, label: null, index, part: part as ListPart, main: false }
      : null;
  }
  if (tail !== '' || index !== null) return null;
  // A scalar that mirrors a list is an entry of the list, the one to be primary.
  const list = Object.entries(fields).find(([, { primary_field }]) => primary_field === base);
  if (list && (field.kind === 'email' || field.kind === 'phone')) {
    return {
      kind: 'list',
      name: list[0],
      field: list[1],
      label: null,
      index: null,
      part: 'value',
      main: true,
    };
  }
  return { kind: 'field', name: base, field };
}

export interface TargetChoice {
  readonly target: string;
  readonly label: { readonly en: string; readonly tr: string };
}

const placeNames: readonly (readonly [AddressPart, string, string])[] = [
  ['street', 'street', 'sokak'],
  ['city', 'city', 'şehir'],
  ['state', 'state', 'eyalet'],
  ['postal_code', 'postal code', 'posta kodu'],
  ['country', 'country', 'ülke'],
];

/** Everything a person can choose for a column, in the order of the object's fields. */
export function targetChoices(
  object: ObjectDefinition,
  customFields: readonly CustomField[],
): TargetChoice[] {
  const found: TargetChoice[] = [];
  const add = (target: string, en: string, tr: string) => found.push({ target, label: { en, tr } });
  const fields: Readonly<Record<string, Field>> = object.fields;
  if (fields.first_name && fields.last_name) add('full_name', 'Full name', 'Ad soyad');
  for (const [name, field] of Object.entries(fields)) {
    const { en, tr } = field.label;
    if (field.readonly) continue;
    if (field.kind === 'ref') {
      const relation = relationName(name);
      add(`${relation}_name`, en, tr);
      add(
        `${relation}_source_id`,
        `${en}: id in the other product`,
        `${tr}: diğer üründeki kimliği`,
      );
    } else if (name === 'owner_id') {
      add('owner', en, tr);
    } else if (field.kind === 'address') {
      for (const [part, partEn, partTr] of placeNames)
        add(`${name}.${part}`, `${en}: ${partEn}`, `${tr}: ${partTr}`);
    } else if (field.kind === 'addresses') {
      for (const [label, labelEn, labelTr] of [
        ['work', 'Work address', 'İş adresi'],
        ['home', 'Home address', 'Ev adresi'],
        ['billing', 'Billing address', 'Fatura adresi'],
        ['shipping', 'Shipping address', 'Teslimat adresi'],
        ['other', 'Other address', 'Diğer adres'],
      ] as const) {
        for (const [part, partEn, partTr] of placeNames)
          add(`${name}.${label}.${part}`, `${labelEn}: ${partEn}`, `${labelTr}: ${partTr}`);
      }
    } else if (field.kind !== 'user') {
      add(name, en, tr);
      if (field.kind === 'phones') {
        for (const [label, labelEn, labelTr] of [
          ['work', 'Work phone', 'İş telefonu'],
          ['mobile', 'Mobile phone', 'Cep telefonu'],
          ['home', 'Home phone', 'Ev telefonu'],
          ['fax', 'Fax', 'Faks'],
          ['other', 'Other phone', 'Diğer telefon'],
        ] as const) {
          add(`${name}.${label}`, labelEn, labelTr);
        }
      }
      if (field.kind === 'emails') {
        add(`${name}.work`, 'Work e-mail', 'İş e-postası');
        add(`${name}.home`, 'Private e-mail', 'Özel e-posta');
      }
    }
  }
  if (fields.do_not_email) add('email_opt_in', 'Agreed to e-mail', 'E-posta izni var');
  add('created_at', 'Created', 'Oluşturulma');
  for (const { key, label } of customFields) add(`custom.${key}`, label, label);
  return found;
}
