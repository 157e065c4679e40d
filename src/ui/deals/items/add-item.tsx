'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
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
  const { data, isFetching } = useQuery({
    queryKey: [...keys.object('products'), 'picker', 'active', q],
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', '/products', undefined, {
        query: { q, limit: 20, 'filter[active]': true },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const detail = ({ sku, price, currency }: RecordData): string =>
    [sku, price ? formatMoney(String(price), String(currency), locale.tag) : '']
      .filter(Boolean)
      .join(' · ');
  return (
    <Combobox
      value={null}
      aria-label={t('add')}
      placeholder={t('add')}
      searchPlaceholder={t('add_search')}
      options={(data?.data ?? []).map((product) => ({
        value: product.id,
        label: product.title,
        detail: detail(product),
      }))}
      loading={isFetching}
      onSearch={setText}
      onValueChange={(id) => {
        const product = data?.data.find((one) => one.id === id);
        if (product) onAdd({ product_id: product.id, name: product.title });
      }}
      onCreate={(name) => onAdd({ name })}
      className="max-w-72 max-md:max-w-none"
    />
  );
}
