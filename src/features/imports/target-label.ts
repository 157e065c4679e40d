import { idHeader } from '@/core/run/export/headers';
import type { CustomField } from '@/core/shape/custom-field';
import type { Label } from '@/core/shape/field';
import type { ObjectDefinition } from '@/core/shape/object';
import type { DealStep } from './deal-way';
import { type Slot, slotOf } from './targets';

const parts: Readonly<Record<string, Label>> = {
  label: { en: 'label', tr: 'etiket' },
  number: { en: 'number', tr: 'numara' },
  country: { en: 'country', tr: 'ülke' },
  calling_code: { en: 'country code', tr: 'ülke kodu' },
  street: { en: 'street', tr: 'sokak' },
  extended: { en: 'second line', tr: 'ikinci satır' },
  po_box: { en: 'PO box', tr: 'posta kutusu' },
  city: { en: 'city', tr: 'şehir' },
  state: { en: 'state', tr: 'eyalet' },
  postal_code: { en: 'postal code', tr: 'posta kodu' },
  type: { en: 'type', tr: 'tür' },
  display_name: { en: 'display name', tr: 'görünen ad' },
};

const entries: Readonly<Record<string, Label>> = {
  emails: { en: 'E-mail', tr: 'E-posta' },
  phones: { en: 'Phone', tr: 'Telefon' },
  links: { en: 'Link', tr: 'Bağlantı' },
  address: { en: 'Address', tr: 'Adres' },
  custom: { en: 'Custom field', tr: 'Özel alan' },
};

const kinds: Readonly<Record<string, Label>> = {
  assistant: { en: 'assistant', tr: 'asistan' },
  'work fax': { en: 'work fax', tr: 'iş faksı' },
  'home fax': { en: 'home fax', tr: 'ev faksı' },
  'other fax': { en: 'other fax', tr: 'diğer faks' },
  callback: { en: 'callback', tr: 'geri arama' },
  car: { en: 'car', tr: 'araç' },
  main: { en: 'main', tr: 'santral' },
  pager: { en: 'pager', tr: 'çağrı cihazı' },
  primary: { en: 'primary', tr: 'birincil' },
  website: { en: 'website', tr: 'web sitesi' },
};

const steps: Readonly<Record<DealStep, Label>> = {
  status: { en: 'Open, won or lost', tr: 'Açık, kazanıldı ya da kaybedildi' },
  won_at: { en: 'Won at', tr: 'Kazanılma zamanı' },
  lost_at: { en: 'Lost at', tr: 'Kaybedilme zamanı' },
  is_closed: { en: 'Won or lost', tr: 'Kazanıldı ya da kaybedildi' },
  is_won: { en: 'Won', tr: 'Kazanıldı' },
  is_lost: { en: 'Lost', tr: 'Kaybedildi' },
  stage_changed_at: { en: 'In this stage since', tr: 'Bu aşamaya giriş' },
};

const steered: Readonly<Record<string, Label>> = {
  full_name: { en: 'Full name', tr: 'Ad soyad' },
  email_opt_in: { en: 'Agreed to e-mail', tr: 'E-posta izni var' },
  _id: idHeader,
  _deleted: { en: 'Deleted in the other product', tr: 'Diğer üründe silinmiş' },
  _merged_into: { en: 'Merged in the other product', tr: 'Diğer üründe birleştirilmiş' },
};

/** The words for a target that recognised columns may have but nobody chooses by hand. The target itself when it is none. */
export function labelOfTarget(
  target: string,
  object: ObjectDefinition,
  customFields: readonly CustomField[],
): Label {
  const slot = slotOf(target, object, customFields);
  return slot ? labelOfSlot(slot, object) : { en: target, tr: target };
}

function labelOfSlot(slot: Slot, object: ObjectDefinition): Label {
  switch (slot.kind) {
    case 'field':
      return slot.field.label;
    case 'custom':
      return { en: slot.custom.label, tr: slot.custom.label };
    case 'custom_pair':
      return numbered('custom', slot.index, slot.part);
    case 'list':
      if (slot.index !== null) return numbered(slot.name, slot.index, slot.part);
      return slot.label === null ? slot.field.label : bracketed(slot.name, slot.label);
    case 'address':
      return slot.index === null
        ? join(bracketed('address', slot.label ?? ''), slot.part)
        : numbered('address', slot.index, slot.part);
    case 'mail_kind':
      return numbered('emails', slot.index, slot.part);
    case 'deal_step':
      return steps[slot.name];
    case 'people':
      return foreign({ en: 'Contact', tr: 'Kişi' }, slot.by);
    case 'created_at':
      return { en: 'Created', tr: 'Oluşturulma' };
    case 'steer':
      return steered[slot.name] ?? { en: slot.name, tr: slot.name };
    case 'owner':
      return foreign(object.fields.owner_id?.label, slot.by === 'any' ? 'name' : 'source_id');
    case 'link':
      return foreign(object.fields[slot.field]?.label, slot.by);
  }
}

/** `E-mail 2`, `E-mail 2: label`. */
const numbered = (name: string, index: number, part: string): Label => {
  const { en, tr } = entries[name] ?? { en: name, tr: name };
  const one = { en: `${en} ${index + 1}`, tr: `${tr} ${index + 1}` };
  return part === 'value' ? one : join(one, part);
};

const join = (whole: Label, part: string): Label => ({
  en: `${whole.en}: ${parts[part]?.en ?? part}`,
  tr: `${whole.tr}: ${parts[part]?.tr ?? part}`,
});

/** `Phone (assistant)`. */
const bracketed = (name: string, kind: string): Label => ({
  en: `${entries[name]?.en ?? name} (${kinds[kind]?.en ?? kind})`,
  tr: `${entries[name]?.tr ?? name} (${kinds[kind]?.tr ?? kind})`,
});

const foreign = (label: Label = { en: '', tr: '' }, by: string): Label =>
  by === 'name'
    ? label
    : {
        en: `${label.en}: ${by === 'source_ids' ? 'ids' : 'id'} in the other product`,
        tr: `${label.tr}: diğer üründeki ${by === 'source_ids' ? 'kimlikleri' : 'kimliği'}`,
      };
