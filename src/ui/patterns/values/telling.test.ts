import { expect, test } from 'vitest';
import { quotes } from '@/objects/quotes/object';
import { entriesOf } from '../model/entries';
import { telling } from './telling';

test('what the title or an earlier value says already is not said again', () => {
  const entries = entriesOf(quotes, []);
  const of = (values: object) =>
    telling(
      ['name', 'deal_id', 'account_id', 'terms'].flatMap(
        (path) => entries.find((entry) => entry.path === path) ?? [],
      ),
      {
        ...{ id: '1', title: 'Q-1', version: 1, custom: {}, deleted_at: null },
        ...{ created_at: '', updated_at: '', ...values },
      },
    ).map(({ path }) => path);
  const [deal, account] = ['Pumps', 'Quay'].map((title) => ({ id: title, title }));
  const ids = { deal_id: 'Pumps', account_id: 'Quay', deal, account };
  expect(of({ name: 'Pumps', ...ids })).toEqual(['name', 'account_id']);
  expect(of({ name: 'Offer', ...ids, terms: '' })).toEqual(['name', 'deal_id', 'account_id']);
  expect(of({ name: 'Q-1', ...ids, terms: 'Quay' })).toEqual(['deal_id', 'account_id']);
});
