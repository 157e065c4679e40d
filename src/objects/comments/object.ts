import { longText, ref, text, user } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

const inverse = 'comments';

const about = [
  ...['note_id', 'activity_id', 'task_id'],
  ...['account_id', 'contact_id', 'deal_id', 'lead_id'],
];

/** What somebody has to say about a record, or about what was written down with one. */
export const comments = defineObject({
  name: 'comments',
  singular: 'comment',
  label: { en: 'Comment', tr: 'Yorum' },
  label_plural: { en: 'Comments', tr: 'Yorumlar' },
  icon: 'message-square',
  shortcut: 'm',
  title: ['heading'],
  require_one_of: about,
  part_of: about,
  groups: {
    about: { en: 'About', tr: 'Genel' },
    links: { en: 'Belongs to', tr: 'Bağlı olduğu' },
  },
  // biome-ignore format: one line per field
  fields: {
    body: longText({ en: 'Text', tr: 'Metin' }, { group: 'about', format: 'markdown', required: true, max: 5000, quick: true }),
    heading: text({ en: 'First line', tr: 'İlk satır' }, { group: 'about', readonly: true, hidden: true, max: 120 }),
    owner_id: user({ en: 'Written by', tr: 'Yazan' }, { group: 'about', default: 'me', author: true, column: 10 }),
    note_id: ref({ en: 'Note', tr: 'Not' }, { group: 'links', target: 'notes', inverse, then_by: 'created_at', column: 20 }),
    activity_id: ref({ en: 'Activity', tr: 'Etkinlik' }, { group: 'links', target: 'activities', inverse, then_by: 'created_at', column: 30 }),
    task_id: ref({ en: 'Task', tr: 'Görev' }, { group: 'links', target: 'tasks', inverse, then_by: 'created_at', column: 40 }),
    account_id: ref({ en: 'Account', tr: 'Firma' }, { group: 'links', target: 'accounts', inverse, then_by: 'created_at', column: 50 }),
    contact_id: ref({ en: 'Contact', tr: 'Kişi' }, { group: 'links', target: 'contacts', inverse, then_by: 'created_at', column: 60 }),
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'links', target: 'deals', inverse, then_by: 'created_at', column: 70 }),
    lead_id: ref({ en: 'Lead', tr: 'Aday' }, { group: 'links', target: 'leads', inverse, then_by: 'created_at', column: 80 }),
  },
});
