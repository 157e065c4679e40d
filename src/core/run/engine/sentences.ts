import type { Field, Label } from '../../shape/field';
import { allFields, type ObjectDefinition } from '../../shape/object';
import type { HistoryEntry } from './history';

type Language = keyof Label;

const verbs: Readonly<Record<string, Label>> = {
  created: { en: 'created this', tr: 'bunu oluşturdu' },
  deleted: { en: 'moved this to the bin', tr: 'bunu çöp kutusuna taşıdı' },
  converted: { en: 'converted this', tr: 'bunu dönüştürdü' },
  unconverted: { en: 'took the conversion of this back', tr: 'bunun dönüştürülmesini geri aldı' },
  lead_converted: { en: 'converted a lead into this', tr: 'bir adayı buna dönüştürdü' },
  lead_unconverted: {
    en: 'took the conversion of a lead into this back',
    tr: 'bir adayın buna dönüştürülmesini geri aldı',
  },
  restored: { en: 'brought this back from the bin', tr: 'bunu çöp kutusundan geri getirdi' },
  link_created: { en: 'made a link for the customer', tr: 'müşteri için bir bağlantı oluşturdu' },
  links_ended: { en: 'ended the links', tr: 'bağlantıları geçersiz kıldı' },
  customer_opened: { en: 'opened the link', tr: 'bağlantıyı açtı' },
  customer_accepted: { en: 'accepted this', tr: 'bunu kabul etti' },
  customer_declined: { en: 'declined this', tr: 'bunu reddetti' },
};
const customer: Label = { en: 'The customer', tr: 'Müşteri' };
const nobody: Label = { en: 'Ambit', tr: 'Ambit' };
const empty: Label = { en: 'empty', tr: 'boş' };

/** What an event says to a person: `Ada Byron changed Status from Lead to Customer`. */
export function sentenceOf(
  object: ObjectDefinition,
  entry: HistoryEntry,
  language: Language,
): string {
  const verb = entry.name.split('.')[1] ?? '';
  const who = entry.actor.name ?? (verb.startsWith('customer_') ? customer : nobody)[language];
  const known = verbs[verb];
  if (known) return `${who} ${known[language]}`;
  const fields = allFields(object);
  const shown = entry.changes.filter(
    ({ field }) => !fields[field]?.hidden && !isMirror(object, field, entry),
  );
  const [first, ...others] = shown;
  if (!first) return language === 'tr' ? `${who} bunu değiştirdi` : `${who} changed this`;
  if (others.length > 0) {
    const names = shown.map(({ field }) => labelOf(fields, field, language)).join(', ');
    return language === 'tr' ? `${who} şunları değiştirdi: ${names}` : `${who} changed ${names}`;
  }
  const label = labelOf(fields, first.field, language);
  const [from, to] = [first.before, first.after].map((value) =>
    textOf(fields[first.field], value, entry, language),
  );
  return language === 'tr'
    ? `${who} ${label} alanını değiştirdi: ${from} → ${to}`
    : `${who} changed ${label} from ${from} to ${to}`;
}

/** A list that only follows its scalar says nothing new. */
const isMirror = (object: ObjectDefinition, name: string, { changes }: HistoryEntry): boolean => {
  const primary = object.fields[name]?.primary_field;
  return primary !== undefined && changes.some(({ field }) => field === primary);
};

const labelOf = (
  fields: Readonly<Record<string, Field>>,
  name: string,
  language: Language,
): string => fields[name]?.label[language] ?? name.replace(/^custom\./, '');

function textOf(
  field: Field | undefined,
  value: unknown,
  { names }: HistoryEntry,
  language: Language,
): string {
  if (value === null || value === undefined || value === '') return empty[language];
  if (typeof value === 'string') {
    const choice = field?.choices?.find((one) => one.value === value);
    return choice?.label[language] ?? names[value] ?? shorten(value);
  }
  if (typeof value === 'boolean')
    return language === 'tr' ? (value ? 'evet' : 'hayır') : value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    const parts = value.map((entry) =>
      typeof entry === 'string' ? entry : String(entry?.value ?? entry?.city ?? ''),
    );
    return shorten(parts.filter(Boolean).join(', ')) || empty[language];
  }
  return typeof value === 'object'
    ? shorten(Object.values(value).filter(Boolean).join(', '))
    : String(value);
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
