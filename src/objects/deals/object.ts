import {
  boolean,
  choice,
  date,
  datetime,
  decimal,
  integer,
  longText,
  money,
  percent,
  privacy,
  ref,
  tags,
  text,
  user,
} from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

/** Something that may be sold, on its way through the stages of a pipeline. */
export const deals = defineObject({
  name: 'deals',
  singular: 'deal',
  label: { en: 'Deal', tr: 'Fırsat' },
  label_plural: { en: 'Deals', tr: 'Fırsatlar' },
  icon: 'circle-dollar-sign',
  shortcut: 'd',
  importable: true,
  title: ['title'],
  groups: {
    about: { en: 'About', tr: 'Genel' },
    stage: { en: 'Stage', tr: 'Aşama' },
    value: { en: 'Value', tr: 'Değer' },
    plan: { en: 'Plan', tr: 'Plan' },
    origin: { en: 'Origin', tr: 'Kaynak' },
  },
  // biome-ignore format: one line per field
  fields: {
    title: text({ en: 'Title', tr: 'Başlık' }, { group: 'about', required: true, max: 200, searchable: true, quick: true, aliases: ['Deal Name', 'Deal - Title', 'Opportunity Name', 'Deal', 'Opportunity', 'Name', 'Fırsat', 'Fırsat Adı'] }),
    account_id: ref({ en: 'Account', tr: 'Firma' }, { group: 'about', target: 'accounts', inverse: 'deals', quick: true, column: 10, aliases: ['Account Name', 'Company', 'Company name', 'Organization', 'Deal - Organization', 'Associated Company', 'Firma'] }),
    owner_id: user({ en: 'Owner', tr: 'Sorumlu' }, { group: 'about', default: 'me', column: 60, aliases: ['Owner', 'Deal owner', 'Deal - Owner', 'Opportunity Owner'] }),
    private: privacy('about'),
    tags: tags({ en: 'Tags', tr: 'Etiketler' }, { group: 'about', max: 50, searchable: true, column: 80, aliases: ['Tags', 'Labels', 'Label', 'Deal - Label'] }),
    description: longText({ en: 'Description', tr: 'Açıklama' }, { group: 'about', aliases: ['Description', 'Deal Description', 'Notes'] }),

    pipeline_id: ref({ en: 'Pipeline', tr: 'Satış hattı' }, { group: 'stage', target: 'pipelines', inverse: 'deals', aliases: ['Pipeline', 'Deal - Pipeline'] }),
    stage_id: ref({ en: 'Stage', tr: 'Aşama' }, { group: 'stage', target: 'stages', inverse: 'deals', then_by: 'rank', asks: true, quick: true, column: 20, aliases: ['Stage', 'Deal Stage', 'Deal - Stage', 'StageName', 'Aşama'] }),
    status: choice({ en: 'Status', tr: 'Durum' }, { group: 'stage', readonly: true, needed: true, indexed: true, column: 30, choices: [
      { value: 'open', label: { en: 'Open', tr: 'Açık' }, color: 'blue' },
      { value: 'won', label: { en: 'Won', tr: 'Kazanıldı' }, color: 'green' },
      { value: 'lost', label: { en: 'Lost', tr: 'Kaybedildi' }, color: 'red' },
    ] }),
    stage_since: datetime({ en: 'In this stage since', tr: 'Bu aşamaya giriş' }, { group: 'stage', readonly: true, indexed: true }),
    closed_on: date({ en: 'Won or lost on', tr: 'Kapanış günü' }, { group: 'stage', indexed: true }),
    lost_reason: text({ en: 'Lost because', tr: 'Kaybetme nedeni' }, { group: 'stage', max: 100, aliases: ['Lost Reason', 'Closed Lost Reason', 'Deal - Lost reason', 'Loss Reason'] }),
    lost_note: longText({ en: 'Note on the loss', tr: 'Kayıp notu' }, { group: 'stage', max: 2000 }),
    rank: text({ en: 'Place on the board', tr: 'Panodaki yer' }, { group: 'stage', readonly: true, hidden: true, max: 200 }),

    amount: money({ en: 'Amount', tr: 'Tutar' }, { group: 'value', base: 'amount_base', copy_of: ['deal_items.unit_price'], indexed: true, quick: true, column: 40, aliases: ['Amount', 'Deal - Value', 'Value', 'Deal Value', 'Tutar'] }),
    amount_base: money({ en: 'Amount in company currency', tr: 'Şirket para birimiyle tutar' }, { group: 'value', readonly: true, hidden: true }),
    amount_from_items: boolean({ en: 'Amount follows the items, if any', tr: 'Kalem varsa tutar onlardan gelir' }, { group: 'value', default: true }),
    price_book_id: ref({ en: 'Price book', tr: 'Fiyat listesi' }, { group: 'value', target: 'price_books', inverse: 'deals' }),
    quote_status: choice({ en: 'Quote', tr: 'Teklif' }, { group: 'value', readonly: true, kept_by_undo: true, choices: [
      { value: 'sent', label: { en: 'Sent', tr: 'Gönderildi' }, color: 'blue' },
      { value: 'accepted', label: { en: 'Accepted', tr: 'Kabul edildi' }, color: 'green' },
      { value: 'declined', label: { en: 'Declined', tr: 'Reddedildi' }, color: 'red' },
      { value: 'expired', label: { en: 'Expired', tr: 'Süresi doldu' }, color: 'amber' },
    ] }),
    currency: text({ en: 'Currency', tr: 'Para birimi' }, { group: 'value', max: 3, aliases: ['Currency', 'Deal - Currency', 'CurrencyIsoCode', 'Deal Currency'] }),
    probability: percent({ en: 'Probability', tr: 'Olasılık' }, { group: 'value', min: 0, max: 100, aliases: ['Probability', 'Probability (%)', 'Deal - Probability', 'Deal probability'] }),
    forecast_category: choice({ en: 'Forecast', tr: 'Tahmin' }, { group: 'value', aliases: ['Forecast Category', 'ForecastCategoryName', 'Forecast category'], choices: [
      { value: 'pipeline', label: { en: 'Pipeline', tr: 'Satış hattı' }, color: 'grey' },
      { value: 'best_case', label: { en: 'Best case', tr: 'En iyi durum' }, color: 'violet', aliases: ['Upside'] },
      { value: 'commit', label: { en: 'Commit', tr: 'Taahhüt' }, color: 'green', aliases: ['Forecast', 'Probable'] },
      { value: 'omitted', label: { en: 'Omitted', tr: 'Hariç' }, color: 'red', aliases: ['Not forecasted'] },
    ] }),

    last_touch_at: datetime({ en: 'Last touch', tr: 'Son temas' }, { group: 'plan', readonly: true, quiet: true, indexed: true }),
    close_on: date({ en: 'Expected close', tr: 'Beklenen kapanış' }, { group: 'plan', due: true, indexed: true, quick: true, column: 50, aliases: ['Close Date', 'CloseDate', 'Expected Close Date', 'Deal - Expected close date'] }),
    slips: integer({ en: 'Times put off', tr: 'Erteleme sayısı' }, { group: 'plan', readonly: true }),
    next_step: text({ en: 'Next step', tr: 'Sonraki adım' }, { group: 'plan', max: 255, aliases: ['Next Step', 'NextStep', 'Next step'] }),
    next_step_on: date({ en: 'Next step on', tr: 'Sonraki adım günü' }, { group: 'plan', due: true }),

    source: text({ en: 'Source', tr: 'Kaynak' }, { group: 'origin', max: 100, aliases: ['Lead Source', 'LeadSource', 'Original Source', 'Deal - Source', 'Source', 'Kaynak'] }),
    source_system: text({ en: 'Imported from', tr: 'İçe aktarıldığı yer' }, { group: 'origin', max: 40 }),
    source_id: text({ en: 'External id', tr: 'Dış kimlik' }, { group: 'origin', max: 200, aliases: ['Record ID', 'Deal ID', 'Deal - ID', 'Opportunity ID', 'Id'] }),
  },
});

/** A person who has a say in a deal. */
export const dealContacts = defineObject({
  name: 'deal_contacts',
  singular: 'deal_contact',
  label: { en: 'Person in a deal', tr: 'Fırsattaki kişi' },
  label_plural: { en: 'People in deals', tr: 'Fırsattaki kişiler' },
  icon: 'user-round',
  shortcut: 'e',
  title: ['role'],
  joins: ['deal_id', 'contact_id'],
  groups: { role: { en: 'Role', tr: 'Rol' } },
  // biome-ignore format: one line per field
  fields: {
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'role', required: true, target: 'deals', inverse: 'people', inverse_label: { en: 'People', tr: 'Kişiler' }, quick: true }),
    contact_id: ref({ en: 'Contact', tr: 'Kişi' }, { group: 'role', required: true, target: 'contacts', inverse: 'deals', inverse_label: { en: 'Deals', tr: 'Fırsatlar' }, quick: true }),
    role: choice({ en: 'Role', tr: 'Rol' }, { group: 'role', required: true, default: 'involved', quick: true, column: 10, choices: [
      { value: 'decision_maker', label: { en: 'Decision maker', tr: 'Karar verici' }, color: 'violet' },
      { value: 'champion', label: { en: 'Champion', tr: 'Destekçi' }, color: 'green' },
      { value: 'influencer', label: { en: 'Influencer', tr: 'Etkileyen' }, color: 'teal' },
      { value: 'buyer', label: { en: 'Buyer', tr: 'Satın alan' }, color: 'blue' },
      { value: 'user', label: { en: 'User', tr: 'Kullanıcı' }, color: 'grey' },
      { value: 'blocker', label: { en: 'Blocker', tr: 'Karşı çıkan' }, color: 'red' },
      { value: 'involved', label: { en: 'Involved', tr: 'İlgili' }, color: 'grey' },
    ] }),
    is_primary: boolean({ en: 'Main contact', tr: 'Asıl kişi' }, { group: 'role', column: 20 }),
  },
});

/** A line of a deal: a product or anything else, with what it costs. */
export const dealItems = defineObject({
  name: 'deal_items',
  singular: 'deal_item',
  label: { en: 'Item', tr: 'Kalem' },
  label_plural: { en: 'Items', tr: 'Kalemler' },
  icon: 'package',
  shortcut: 'm',
  title: ['name'],
  require_one_of: ['name', 'product_id'],
  part_of: ['deal_id'],
  groups: { item: { en: 'Item', tr: 'Kalem' } },
  // biome-ignore format: one line per field
  fields: {
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'item', required: true, target: 'deals', inverse: 'items', quick: true }),
    product_id: ref({ en: 'Product', tr: 'Ürün' }, { group: 'item', target: 'products', inverse: 'deal_items', inverse_label: { en: 'In deals', tr: 'Fırsatlarda' }, quick: true }),
    name: text({ en: 'Name', tr: 'Ad' }, { group: 'item', max: 200, quick: true }),
    quantity: decimal({ en: 'Quantity', tr: 'Miktar' }, { group: 'item', scale: 4, min: 0, max: 1_000_000, default: 1, quick: true, column: 10 }),
    unit: text({ en: 'Unit', tr: 'Birim' }, { group: 'item', copy_of: ['products.unit'], max: 30 }),
    unit_price: money({ en: 'Unit price', tr: 'Birim fiyat' }, { group: 'item', own_currency: true, copy_of: ['products.price'], min: 0, max: 1_000_000_000, quick: true, column: 20 }),
    discount_percent: percent({ en: 'Discount (%)', tr: 'İndirim (%)' }, { group: 'item', min: 0, max: 100, column: 30 }),
    discount_amount: money({ en: 'Discount', tr: 'İndirim' }, { group: 'item', own_currency: true, min: 0, max: 1_000_000_000 }),
    tax_rate: percent({ en: 'Tax rate', tr: 'Vergi oranı' }, { group: 'item', copy_of: ['products.tax_rate'], min: 0, max: 100, column: 40 }),
    total: money({ en: 'Total without tax', tr: 'Vergisiz toplam' }, { group: 'item', own_currency: true, copy_of: ['deal_items.unit_price'], readonly: true, column: 50 }),
    currency: text({ en: 'Currency', tr: 'Para birimi' }, { group: 'item', max: 3, readonly: true }),
    rank: text({ en: 'Place', tr: 'Sıra' }, { group: 'item', readonly: true, hidden: true, max: 200 }),
  },
});

/** An entry of the checklist of a stage that somebody has ticked for a deal: who it was and when. */
export const dealChecks = defineObject({
  name: 'deal_checks',
  singular: 'deal_check',
  label: { en: 'Ticked entry', tr: 'İşaretlenen madde' },
  label_plural: { en: 'Checklist', tr: 'Kontrol listesi' },
  icon: 'list-checks',
  shortcut: 'j',
  title: ['name'],
  part_of: ['deal_id'],
  groups: { check: { en: 'Entry', tr: 'Madde' } },
  // biome-ignore format: one line per field
  fields: {
    deal_id: ref({ en: 'Deal', tr: 'Fırsat' }, { group: 'check', required: true, target: 'deals', inverse: 'ticked', inverse_label: { en: 'Ticked', tr: 'İşaretlenenler' }, then_by: 'created_at' }),
    check_id: ref({ en: 'Checklist entry', tr: 'Kontrol listesi maddesi' }, { group: 'check', required: true, target: 'stage_checks', inverse: 'ticked' }),
    name: text({ en: 'What was seen to', tr: 'Yapılan' }, { group: 'check', readonly: true, max: 200, column: 10 }),
    owner_id: user({ en: 'Ticked by', tr: 'İşaretleyen' }, { group: 'check', readonly: true, column: 20 }),
  },
});
