import {
  boolean,
  choice,
  datetime,
  integer,
  longText,
  privacy,
  ref,
  tags,
  text,
  url,
  user,
} from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

/** Attendees of one meeting, which bounds the mails of one change. */
const mostAttendees = 30;

const groups = {
  about: { en: 'About', tr: 'Genel' },
  links: { en: 'Belongs to', tr: 'Bağlı olduğu' },
};

/** Something that happened between us and them: a call, a meeting, a mail. */
export const activities = defineObject({
  name: 'activities',
  singular: 'activity',
  label: { en: 'Activity', tr: 'Etkinlik' },
  label_plural: { en: 'Activities', tr: 'Etkinlikler' },
  icon: 'phone',
  shortcut: 'v',
  title: ['subject'],
  calendar: {
    start: 'occurred_at',
    minutes: 'duration_minutes',
    all_day: 'all_day',
    only: { field: 'kind', values: ['call', 'meeting', 'visit'] },
  },
  seen_with: ['account_id', 'contact_id', 'deal_id', 'lead_id'],
  groups: {
    about: groups.about,
    meeting: { en: 'Meeting', tr: 'Toplantı' },
    links: groups.links,
  },
  // biome-ignore format: one line per field
  fields: {
    kind: choice({ en: 'Kind', tr: 'Tür' }, { group: 'about', required: true, quick: true, column: 20, aliases: ['Type', 'Activity Type', 'Activity - Type'], choices: [
      { value: 'call', label: { en: 'Call', tr: 'Arama' }, color: 'teal', aliases: ['Phone call'] },
      { value: 'meeting', label: { en: 'Meeting', tr: 'Toplantı' }, color: 'violet' },
      { value: 'email', label: { en: 'E-mail', tr: 'E-posta' }, color: 'blue', aliases: ['Email', 'Mail'] },
      { value: 'message', label: { en: 'Message', tr: 'Mesaj' }, color: 'green', aliases: ['SMS', 'WhatsApp', 'Chat'] },
      { value: 'visit', label: { en: 'Visit', tr: 'Ziyaret' }, color: 'amber' },
      { value: 'other', label: { en: 'Other', tr: 'Diğer' }, color: 'grey' },
    ] }),
    subject: text({ en: 'Subject', tr: 'Konu' }, { group: 'about', required: true, max: 200, searchable: true, quick: true, aliases: ['Subject', 'Title', 'Activity - Subject', 'Konu'] }),
    occurred_at: datetime({ en: 'When', tr: 'Ne zaman' }, { group: 'about', required: true, default: 'now', indexed: true, quick: true, column: 10, aliases: ['Date', 'Activity Date', 'ActivityDate'] }),
    duration_minutes: integer({ en: 'Minutes', tr: 'Dakika' }, { group: 'about', min: 0, max: 10_080, aliases: ['Duration', 'Call Duration', 'Activity - Duration'] }),
    all_day: boolean({ en: 'All day', tr: 'Tüm gün' }, { group: 'about' }),
    direction: choice({ en: 'Direction', tr: 'Yön' }, { group: 'about', aliases: ['Call Direction', 'CallType'], choices: [
      { value: 'outbound', label: { en: 'From us', tr: 'Bizden' }, color: 'blue', aliases: ['Outgoing'] },
      { value: 'inbound', label: { en: 'To us', tr: 'Bize' }, color: 'teal', aliases: ['Incoming'] },
    ] }),
    outcome: choice({ en: 'Outcome', tr: 'Sonuç' }, { group: 'about', column: 50, aliases: ['Call Outcome', 'Outcome', 'CallDisposition', 'Meeting Outcome'], choices: [
      { value: 'reached', label: { en: 'Reached', tr: 'Görüşüldü' }, color: 'green', aliases: ['Connected', 'Held', 'Completed'] },
      { value: 'left_message', label: { en: 'Left a message', tr: 'Mesaj bırakıldı' }, color: 'blue', aliases: ['Left voicemail', 'Left live message'] },
      { value: 'no_answer', label: { en: 'No answer', tr: 'Cevap yok' }, color: 'amber' },
      { value: 'busy', label: { en: 'Busy', tr: 'Meşgul' }, color: 'amber' },
      { value: 'wrong_number', label: { en: 'Wrong number', tr: 'Yanlış numara' }, color: 'red' },
      { value: 'no_show', label: { en: 'Did not come', tr: 'Gelmedi' }, color: 'red', aliases: ['No show'] },
      { value: 'cancelled', label: { en: 'Cancelled', tr: 'İptal edildi' }, color: 'grey', aliases: ['Canceled', 'Rescheduled'] },
    ] }),
    owner_id: user({ en: 'Done by', tr: 'Yapan' }, { group: 'about', default: 'me', column: 30, aliases: ['Owner', 'Assigned To', 'Activity - Assigned to user'] }),
    private: privacy('about'),
    body: longText({ en: 'Notes', tr: 'Notlar' }, { group: 'about', format: 'markdown', searchable: true, aliases: ['Description', 'Comments', 'Activity - Note'] }),

    location: text({ en: 'Place', tr: 'Yer' }, { group: 'meeting', max: 300, aliases: ['Location', 'Konum'] }),
    meeting_url: url({ en: 'Call link', tr: 'Görüşme bağlantısı' }, { group: 'meeting', aliases: ['Meeting link', 'Conference URL'] }),
    agenda: longText({ en: 'Agenda, for attendees', tr: 'Gündem, katılımcılar için' }, { group: 'meeting', max: 4000 }),
    attendees: tags({ en: 'Attendees', tr: 'Katılımcılar' }, { group: 'meeting', max: mostAttendees, format: 'attendees' }),
    send_invitations: boolean({ en: 'Send invitations', tr: 'Davet gönder' }, { group: 'meeting' }),
    remind_before: integer({ en: 'Remind minutes before', tr: 'Kaç dakika önce hatırlat' }, { group: 'meeting', min: 0, max: 40_320 }),
    remind_at: datetime({ en: 'Reminder', tr: 'Hatırlatma' }, { group: 'meeting', readonly: true, hidden: true, due: true }),
    reply: choice({ en: 'Latest reply', tr: 'Son yanıt' }, { group: 'meeting', readonly: true, kept_by_undo: true, choices: [
      { value: 'accepted', label: { en: 'Accepted', tr: 'Kabul etti' }, color: 'green' },
      { value: 'tentative', label: { en: 'Maybe', tr: 'Belki' }, color: 'amber' },
      { value: 'declined', label: { en: 'Declined', tr: 'Reddetti' }, color: 'red' },
    ] }),
    replied_by: text({ en: 'Replied', tr: 'Yanıtlayan' }, { group: 'meeting', readonly: true, kept_by_undo: true, max: 254 }),
    replied_at: datetime({ en: 'Reply came', tr: 'Yanıt zamanı' }, { group: 'meeting', readonly: true, kept_by_undo: true }),

    account_id: ref({ en: 'Account', tr: 'Firma' }, { group: 'links', target: 'accounts', inverse: 'activities', then_by: 'occurred_at', quick: true, column: 40, aliases: ['Account', 'Company', 'Organization', 'Activity - Organization', 'Firma'] }),
    contact_id: ref({ en: 'Contact', tr: 'Kişi' }, { group: 'links', target: 'contacts', inverse: 'activities', then_by: 'occurred_at', quick: true, column: 60, aliases: ['Contact', 'Activity - Person', 'Kişi'] }),
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'links', target: 'deals', inverse: 'activities', then_by: 'occurred_at', quick: true, column: 70, aliases: ['Deal', 'Opportunity', 'Activity - Deal', 'Fırsat'] }),
    lead_id: ref({ en: 'Lead', tr: 'Aday' }, { group: 'links', target: 'leads', inverse: 'activities', then_by: 'occurred_at', aliases: ['Lead', 'Aday'] }),
  },
});

/** What somebody wrote down about an account, a contact or a deal. */
export const notes = defineObject({
  name: 'notes',
  singular: 'note',
  label: { en: 'Note', tr: 'Not' },
  label_plural: { en: 'Notes', tr: 'Notlar' },
  icon: 'sticky-note',
  shortcut: 'o',
  title: ['heading'],
  seen_with: ['account_id', 'contact_id', 'deal_id', 'lead_id'],
  groups,
  // biome-ignore format: one line per field
  fields: {
    body: longText({ en: 'Text', tr: 'Metin' }, { group: 'about', format: 'markdown', required: true, searchable: true, quick: true, aliases: ['Note', 'Content', 'Body', 'Not'] }),
    heading: text({ en: 'First line', tr: 'İlk satır' }, { group: 'about', readonly: true, hidden: true, max: 120 }),
    is_pinned: boolean({ en: 'Pinned', tr: 'Sabitlendi' }, { group: 'about', column: 60 }),
    owner_id: user({ en: 'Written by', tr: 'Yazan' }, { group: 'about', default: 'me', author: true, column: 20, aliases: ['Owner', 'Author', 'Created by'] }),
    private: privacy('about'),

    account_id: ref({ en: 'Account', tr: 'Firma' }, { group: 'links', target: 'accounts', inverse: 'notes', then_by: 'created_at', quick: true, column: 30, aliases: ['Account', 'Company', 'Organization', 'Firma'] }),
    contact_id: ref({ en: 'Contact', tr: 'Kişi' }, { group: 'links', target: 'contacts', inverse: 'notes', then_by: 'created_at', quick: true, column: 40, aliases: ['Contact', 'Person', 'Kişi'] }),
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'links', target: 'deals', inverse: 'notes', then_by: 'created_at', quick: true, column: 50, aliases: ['Deal', 'Opportunity', 'Fırsat'] }),
    lead_id: ref({ en: 'Lead', tr: 'Aday' }, { group: 'links', target: 'leads', inverse: 'notes', then_by: 'created_at', aliases: ['Lead', 'Aday'] }),
  },
});
