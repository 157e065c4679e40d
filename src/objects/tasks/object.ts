import {
  boolean,
  choice,
  datetime,
  integer,
  longText,
  privacy,
  ref,
  text,
  user,
} from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

/** Something somebody has to do. */
export const tasks = defineObject({
  name: 'tasks',
  singular: 'task',
  label: { en: 'Task', tr: 'Görev' },
  label_plural: { en: 'Tasks', tr: 'Görevler' },
  icon: 'list-todo',
  shortcut: 't',
  title: ['title'],
  calendar: {
    start: 'due_at',
    minutes: 'duration',
    all_day: 'all_day',
    recurrence: 'recurrence',
    done: { field: 'status', value: 'done' },
  },
  seen_with: ['account_id', 'contact_id', 'deal_id', 'lead_id'],
  groups: {
    about: { en: 'About', tr: 'Genel' },
    time: { en: 'Time', tr: 'Zaman' },
    links: { en: 'Belongs to', tr: 'Bağlı olduğu' },
  },
  // biome-ignore format: one line per field
  fields: {
    title: text({ en: 'Title', tr: 'Başlık' }, { group: 'about', required: true, max: 200, searchable: true, quick: true, aliases: ['Subject', 'Task', 'Task Title', 'Activity - Subject', 'Konu'] }),
    kind: choice({ en: 'Kind', tr: 'Tür' }, { group: 'about', default: 'todo', column: 50, aliases: ['Type', 'Task Type', 'Activity - Type'], choices: [
      { value: 'todo', label: { en: 'To-do', tr: 'Yapılacak' }, color: 'grey', aliases: ['To do', 'Task'] },
      { value: 'call', label: { en: 'Call', tr: 'Arama' }, color: 'teal' },
      { value: 'mail', label: { en: 'E-mail', tr: 'E-posta' }, color: 'blue', aliases: ['Email'] },
      { value: 'meeting', label: { en: 'Meeting preparation', tr: 'Toplantı hazırlığı' }, color: 'violet', aliases: ['Meeting'] },
    ] }),
    priority: choice({ en: 'Priority', tr: 'Öncelik' }, { group: 'about', default: 'normal', column: 40, aliases: ['Priority', 'Öncelik'], choices: [
      { value: 'low', label: { en: 'Low', tr: 'Düşük' }, color: 'grey' },
      { value: 'normal', label: { en: 'Normal', tr: 'Normal' }, color: 'blue', aliases: ['Medium', 'None'] },
      { value: 'high', label: { en: 'High', tr: 'Yüksek' }, color: 'red', aliases: ['Urgent'] },
    ] }),
    owner_id: user({ en: 'Assignee', tr: 'Atanan' }, { group: 'about', default: 'me', quick: true, column: 30, aliases: ['Owner', 'Assigned To', 'Assignee', 'Activity - Assigned to user'] }),
    private: privacy('about'),
    description: longText({ en: 'Description', tr: 'Açıklama' }, { group: 'about', aliases: ['Description', 'Notes', 'Comments', 'Activity - Note'] }),
    checklist: longText({ en: 'Checklist', tr: 'Kontrol listesi' }, { group: 'about', max: 11_000, format: 'checklist' }),

    due_at: datetime({ en: 'Due', tr: 'Son tarih' }, { group: 'time', indexed: true, quick: true, column: 10, aliases: ['Due Date', 'Due', 'ActivityDate', 'Activity - Due date'] }),
    duration: integer({ en: 'Takes minutes', tr: 'Süre (dakika)' }, { group: 'time', min: 0, max: 10_080, quick: true, aliases: ['Duration', 'Süre', 'Activity - Duration'] }),
    all_day: boolean({ en: 'All day', tr: 'Tüm gün' }, { group: 'time' }),
    status: choice({ en: 'Status', tr: 'Durum' }, { group: 'time', required: true, default: 'open', indexed: true, column: 20, aliases: ['Status', 'Task Status', 'Activity - Done'], choices: [
      { value: 'open', label: { en: 'Open', tr: 'Açık' }, color: 'blue', aliases: ['Not Started', 'In Progress', 'To do'] },
      { value: 'done', label: { en: 'Done', tr: 'Bitti' }, color: 'green', aliases: ['Completed'] },
    ] }),
    done_at: datetime({ en: 'Done on', tr: 'Bitirildiği an' }, { group: 'time', readonly: true, needed: true, indexed: true }),
    remind_before: integer({ en: 'Remind minutes before', tr: 'Kaç dakika önce hatırlat' }, { group: 'time', min: 0, max: 40_320 }),
    remind_at: datetime({ en: 'Reminder', tr: 'Hatırlatma' }, { group: 'time', due: true, aliases: ['Reminder', 'ReminderDateTime'] }),
    recurrence: text({ en: 'Repeats', tr: 'Tekrar' }, { group: 'time', max: 200, format: 'recurrence' }),

    account_id: ref({ en: 'Account', tr: 'Firma' }, { group: 'links', target: 'accounts', inverse: 'tasks', then_by: 'done_at', quick: true, column: 60, aliases: ['Account', 'Company', 'Organization', 'Activity - Organization', 'Firma'] }),
    contact_id: ref({ en: 'Contact', tr: 'Kişi' }, { group: 'links', target: 'contacts', inverse: 'tasks', then_by: 'done_at', quick: true, column: 70, aliases: ['Contact', 'Name', 'Activity - Person', 'Kişi'] }),
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'links', target: 'deals', inverse: 'tasks', then_by: 'done_at', quick: true, column: 80, aliases: ['Deal', 'Opportunity', 'Activity - Deal', 'Fırsat'] }),
    lead_id: ref({ en: 'Lead', tr: 'Aday' }, { group: 'links', target: 'leads', inverse: 'tasks', then_by: 'done_at', aliases: ['Lead', 'Aday'] }),
    parent_id: ref({ en: 'Part of', tr: 'Üst görev' }, { group: 'links', target: 'tasks', inverse: 'subtasks', inverse_label: { en: 'Subtasks', tr: 'Alt görevler' }, acyclic: true }),
    previous_id: ref({ en: 'Follows', tr: 'Önceki' }, { group: 'links', target: 'tasks', inverse: 'followers', hidden: true, acyclic: true }),
  },
});
