import { boolean, longText, money, percent, ref, text } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';

/** Something the company sells. */
export const products = defineObject({
  name: 'products',
  singular: 'product',
  label: { en: 'Product', tr: 'Ürün' },
  label_plural: { en: 'Products', tr: 'Ürünler' },
  icon: 'package',
  shortcut: 'r',
  title: ['name'],
  groups: {
    about: { en: 'About', tr: 'Genel' },
    price: { en: 'Price', tr: 'Fiyat' },
  },
  // biome-ignore format: one line per field
  fields: {
    name: text({ en: 'Name', tr: 'Ad' }, { group: 'about', required: true, max: 200, searchable: true, quick: true }),
    sku: text({ en: 'Article number', tr: 'Stok kodu' }, { group: 'about', unique: true, max: 60, searchable: true, quick: true, column: 10 }),
    category: text({ en: 'Category', tr: 'Kategori' }, { group: 'about', max: 100, indexed: true, quick: true, column: 20 }),
    description: longText({ en: 'Description', tr: 'Açıklama' }, { group: 'about', max: 2000 }),
    active: boolean({ en: 'Active', tr: 'Satışta' }, { group: 'about', default: true, indexed: true, column: 60 }),

    price: money({ en: 'Default price', tr: 'Varsayılan fiyat' }, { group: 'price', own_currency: true, min: 0, max: 1_000_000_000, indexed: true, quick: true, column: 30 }),
    currency: text({ en: 'Currency', tr: 'Para birimi' }, { group: 'price', max: 3 }),
    unit: text({ en: 'Unit', tr: 'Birim' }, { group: 'price', max: 30, quick: true, column: 40 }),
    tax_rate: percent({ en: 'Tax rate', tr: 'Vergi oranı' }, { group: 'price', min: 0, max: 100, quick: true, column: 50 }),
  },
});

/** Prices in one currency for some of the customers, such as those of a country or of resellers. */
export const priceBooks = defineObject({
  name: 'price_books',
  singular: 'price_book',
  label: { en: 'Price book', tr: 'Fiyat listesi' },
  label_plural: { en: 'Price books', tr: 'Fiyat listeleri' },
  icon: 'book-open',
  shortcut: 'x',
  title: ['name'],
  groups: { about: { en: 'About', tr: 'Genel' } },
  // biome-ignore format: one line per field
  fields: {
    name: text({ en: 'Name', tr: 'Ad' }, { group: 'about', required: true, max: 100, searchable: true, quick: true }),
    currency: text({ en: 'Currency', tr: 'Para birimi' }, { group: 'about', max: 3, quick: true, column: 10 }),
    active: boolean({ en: 'Active', tr: 'Kullanımda' }, { group: 'about', default: true, column: 20 }),
    description: longText({ en: 'Description', tr: 'Açıklama' }, { group: 'about', max: 2000 }),
  },
});

/** What a product costs in a price book. */
export const prices = defineObject({
  name: 'prices',
  singular: 'price',
  label: { en: 'Price', tr: 'Fiyat' },
  label_plural: { en: 'Prices', tr: 'Fiyatlar' },
  icon: 'tag',
  shortcut: 'y',
  title: ['price'],
  joins: ['product_id', 'price_book_id'],
  groups: { price: { en: 'Price', tr: 'Fiyat' } },
  // biome-ignore format: one line per field
  fields: {
    product_id: ref({ en: 'Product', tr: 'Ürün' }, { group: 'price', required: true, target: 'products', inverse: 'prices', inverse_label: { en: 'Prices', tr: 'Fiyatlar' }, quick: true }),
    price_book_id: ref({ en: 'Price book', tr: 'Fiyat listesi' }, { group: 'price', required: true, target: 'price_books', inverse: 'prices', inverse_label: { en: 'Prices', tr: 'Fiyatlar' }, quick: true }),
    price: money({ en: 'Price', tr: 'Fiyat' }, { group: 'price', own_currency: true, min: 0, max: 1_000_000_000, quick: true, column: 10 }),
    currency: text({ en: 'Currency', tr: 'Para birimi' }, { group: 'price', max: 3, readonly: true }),
  },
});
