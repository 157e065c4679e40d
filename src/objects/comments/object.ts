import { longText, ref, text, user } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

const inverse = 'comments';

/** What somebody has to say about a note, an activity or a task. */
export const comments = defineObject({
  name: 'comments',
  singular: 'comment',
  label: { en: 'Comment', tr: 'Yorum' },
  label_plural: { en: 'Comments', tr: 'Yorumlar' },
  icon: 'message-square',
  shortcut: 'm',
  title: ['heading'],
  require_one_of: ['note_id', 'activity_id', 'task_id'],
  part_of: ['note_id', 'activity_id', 'task_id'],
  groups: {
    about: { en: 'About', tr: 'Genel' },
    links: { en: 'Belongs to', tr: 'Bağlı olduğu' },
  },
  // biome-ignore format: one line per field
  fields: {
    body: longText({ en: 'Text', tr: 'Metin' }, { group: 'about', required: true, max: 5000, quick: true }),
    heading: text({ en: 'First line', tr: 'İlk satır' }, { group: 'about', readonly: true, hidden: true, max: 120 }),
    owner_id: user({ en: 'Written by', tr: 'Yazan' }, { group: 'about', default: 'me', column: 10 }),
    note_id: ref({ en: 'Note', tr: 'Not' }, { group: 'links', target: 'notes', inverse, then_by: 'created_at', column: 20 }),
    activity_id: ref({ en: 'Activity', tr: 'Etkinlik' }, { group: 'links', target: 'activities', inverse, then_by: 'created_at', column: 30 }),
    task_id: ref({ en: 'Task', tr: 'Görev' }, { group: 'links', target: 'tasks', inverse, then_by: 'created_at', column: 40 }),
  },
});
