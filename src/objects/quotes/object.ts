import {
  choice,
  date,
  datetime,
  integer,
  longText,
  money,
  percent,
  ref,
  text,
} from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

/** What a customer was offered for a deal: its items as they were, frozen once it is sent. */
export const quotes = defineObject({
  name: 'quotes',
  singular: 'quote',
  label: { en: 'Quote', tr: 'Teklif' },
  label_plural: { en: 'Quotes', tr: 'Teklifler' },
  icon: 'file-text',
  shortcut: 'q',
  title: ['reference'],
  seen_with: ['deal_id'],
  groups: {
    about: { en: 'About', tr: 'Genel' },
    value: { en: 'Value', tr: 'Değer' },
    answer: { en: 'Answer', tr: 'Yanıt' },
  },
  // biome-ignore format: one line per field
  fields: {
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'about', required: true, target: 'deals', inverse: 'quotes', quick: true, column: 20 }),
    name: text({ en: 'Subject', tr: 'Konu' }, { group: 'about', max: 200, searchable: true, quick: true, column: 10 }),
    account_id: ref({ en: 'Account', tr: 'Firma' }, { group: 'about', target: 'accounts', inverse: 'quotes', column: 30 }),
    contact_id: ref({ en: 'Contact', tr: 'Kişi' }, { group: 'about', target: 'contacts', inverse: 'quotes' }),
    status: choice({ en: 'Status', tr: 'Durum' }, { group: 'about', readonly: true, needed: true, indexed: true, column: 40, choices: [
      { value: 'draft', label: { en: 'Draft', tr: 'Taslak' }, color: 'grey' },
      { value: 'sent', label: { en: 'Sent', tr: 'Gönderildi' }, color: 'blue' },
      { value: 'accepted', label: { en: 'Accepted', tr: 'Kabul edildi' }, color: 'green' },
      { value: 'declined', label: { en: 'Declined', tr: 'Reddedildi' }, color: 'red' },
      { value: 'expired', label: { en: 'Expired', tr: 'Süresi doldu' }, color: 'amber' },
      { value: 'replaced', label: { en: 'Replaced', tr: 'Yenilendi' }, color: 'grey' },
    ] }),
    valid_until: date({ en: 'Valid until', tr: 'Geçerlilik sonu' }, { group: 'about', indexed: true, quick: true, column: 60 }),
    terms: longText({ en: 'Terms', tr: 'Koşullar' }, { group: 'about', max: 5000 }),
    previous_id: ref({ en: 'New version of', tr: 'Önceki sürüm' }, { group: 'about', target: 'quotes', inverse: 'next', inverse_label: { en: 'Newer version', tr: 'Yeni sürüm' }, acyclic: true, by_command: true }),
    reference: text({ en: 'Number', tr: 'Numara' }, { group: 'about', readonly: true, unique: true, max: 40, searchable: true }),
    number: integer({ en: 'Place in the series', tr: 'Seri sırası' }, { group: 'about', readonly: true, hidden: true, indexed: true }),
    revision: integer({ en: 'Version of the quote', tr: 'Teklif sürümü' }, { group: 'about', readonly: true }),

    discount_percent: percent({ en: 'Discount on the whole (%)', tr: 'Genel indirim (%)' }, { group: 'value', min: 0, max: 100 }),
    discount_amount: money({ en: 'Discount on the whole', tr: 'Genel indirim' }, { group: 'value', own_currency: true, min: 0, max: 1_000_000_000 }),
    subtotal: money({ en: 'Before discount', tr: 'İndirim öncesi' }, { group: 'value', own_currency: true, copy_of: ['deal_items.unit_price'], readonly: true, kept_by_undo: true }),
    discount: money({ en: 'Discount', tr: 'İndirim' }, { group: 'value', own_currency: true, copy_of: ['deal_items.unit_price'], readonly: true, kept_by_undo: true }),
    net: money({ en: 'Without tax', tr: 'Vergisiz' }, { group: 'value', own_currency: true, copy_of: ['deal_items.unit_price'], readonly: true, kept_by_undo: true }),
    tax: money({ en: 'Tax', tr: 'Vergi' }, { group: 'value', own_currency: true, copy_of: ['deal_items.unit_price'], readonly: true, kept_by_undo: true }),
    total: money({ en: 'Total', tr: 'Toplam' }, { group: 'value', own_currency: true, copy_of: ['deal_items.unit_price'], readonly: true, kept_by_undo: true, indexed: true, column: 50 }),
    currency: text({ en: 'Currency', tr: 'Para birimi' }, { group: 'value', readonly: true, kept_by_undo: true, max: 3 }),

    sent_at: datetime({ en: 'Sent', tr: 'Gönderilme' }, { group: 'answer', readonly: true, kept_by_undo: true }),
    decided_at: datetime({ en: 'Answered', tr: 'Yanıtlanma' }, { group: 'answer', readonly: true, kept_by_undo: true }),
    accepted_by: text({ en: 'Accepted by', tr: 'Kabul eden' }, { group: 'answer', readonly: true, kept_by_undo: true, max: 120 }),
    decline_reason: longText({ en: 'Declined because', tr: 'Ret nedeni' }, { group: 'answer', readonly: true, kept_by_undo: true, max: 1000 }),
  },
});
