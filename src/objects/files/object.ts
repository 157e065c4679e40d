import { integer, ref, text, user } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

const link = { group: 'links', inverse: 'files', then_by: 'created_at' } as const;

/** A file that somebody attached to a record. Its content is in the storage, under the key of its upload. */
export const files = defineObject({
  name: 'files',
  singular: 'file',
  label: { en: 'File', tr: 'Dosya' },
  label_plural: { en: 'Files', tr: 'Dosyalar' },
  icon: 'paperclip',
  shortcut: 'j',
  title: ['name'],
  // biome-ignore format: as below
  require_one_of: ['contact_id', 'account_id', 'lead_id', 'deal_id', 'quote_id', 'product_id', 'task_id', 'activity_id', 'note_id'],
  // biome-ignore format: as above
  part_of: ['contact_id', 'account_id', 'lead_id', 'deal_id', 'quote_id', 'product_id', 'task_id', 'activity_id', 'note_id'],
  groups: {
    about: { en: 'About', tr: 'Genel' },
    links: { en: 'Belongs to', tr: 'Bağlı olduğu' },
  },
  // biome-ignore format: one line per field
  fields: {
    name: text({ en: 'Name', tr: 'Ad' }, { group: 'about', required: true, max: 200, column: 10 }),
    content_type: text({ en: 'Type', tr: 'Tür' }, { group: 'about', readonly: true, needed: true, max: 100, column: 20 }),
    bytes: integer({ en: 'Size in bytes', tr: 'Bayt olarak boyut' }, { group: 'about', readonly: true, needed: true, column: 30 }),
    upload_id: text({ en: 'Upload', tr: 'Yükleme' }, { group: 'about', required: true, hidden: true, max: 36 }),
    owner_id: user({ en: 'Added by', tr: 'Ekleyen' }, { group: 'about', default: 'me', column: 40 }),
    contact_id: ref({ en: 'Contact', tr: 'Kişi' }, { ...link, target: 'contacts' }),
    account_id: ref({ en: 'Account', tr: 'Firma' }, { ...link, target: 'accounts' }),
    lead_id: ref({ en: 'Lead', tr: 'Aday' }, { ...link, target: 'leads' }),
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { ...link, target: 'deals' }),
    quote_id: ref({ en: 'Quote', tr: 'Teklif' }, { ...link, target: 'quotes' }),
    product_id: ref({ en: 'Product', tr: 'Ürün' }, { ...link, target: 'products' }),
    task_id: ref({ en: 'Task', tr: 'Görev' }, { ...link, target: 'tasks' }),
    activity_id: ref({ en: 'Activity', tr: 'Etkinlik' }, { ...link, target: 'activities' }),
    note_id: ref({ en: 'Note', tr: 'Not' }, { ...link, target: 'notes' }),
  },
});
