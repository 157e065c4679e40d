'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useDebounced } from '@/ui/patterns/records/use-debounced';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Combobox } from '@/ui/primitives/combobox';

/** Adds a line: a product found by typing, or whatever was typed. */
export function AddItem({
  onAdd,
}: {
  onAdd: (values: { product_id?: string; name: string }) => void;
}) {
  const t = useTranslations('items');
  const locale = useLocaleInfo();
  const [text, setText] = useState('');
  const q = useDebounced(text.trim(), 150);
  const { data } = useQuery({
    queryKey: [...keys.object('products'), 'picker', 'active', q],
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', '/products', undefined, {
        query: { q, limit: 20, 'filter[active]': true },
        signal,
      }),
  });
  // Enter must never take what was found for the letters before.
  const found = text.trim() === q ? data?.data : undefined;
  const detail = ({ sku, price, currency }: RecordData): string =>
    [sku, price ? formatMoney(String(price), String(currency), locale.tag) : '']
      .filter(Boolean)
      .join(' · ');
  const option = (product: RecordData) => ({
    value: product.id,
    label: product.title,
    detail: detail(product),
  });
  const typed = text.trim().slice(0, 200);
  const ownOption = typed ? [{ value: `text:${typed}`, label: typed, detail: t('free_text') }] : [];
  return (
    <Combobox
      value={null}
      aria-label={t('add')}
      placeholder={t('add')}
      searchPlaceholder={t('add_search')}
      options={found ? [...found.map(option), ...ownOption] : []}
      loading={found === undefined}
      onSearch={setText}
      onValueChange={(value) => {
        const product = found?.find((one) => one.id === value);
        if (product) onAdd({ product_id: product.id, name: product.title });
        else onAdd({ name: typed });
      }}
      className="max-w-72 max-md:max-w-none"
    />
  );
}
