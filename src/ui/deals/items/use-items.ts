'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef } from 'react';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { patchCached } from '@/ui/data/record-cache';
import type { RecordData } from '@/ui/data/types';
import { useUndoToast } from '@/ui/data/undo';
import { useCreateRecord, useDeleteRecords, useFailureToast } from '@/ui/data/use-records';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { useEdit } from '@/ui/patterns/records/use-edit';
import type { ItemChanges } from './item-values';

/** The lines of a deal and what can be done with them. The deal, whose amount follows, is read again after each change. */
export function useItems(scope: ObjectScope, deal_id: string) {
  const t = useTranslations('items');
  const client = useQueryClient();
  const object = scope.object.name;
  const queryKey = keys.list(object, { deal_id });
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', `/${object}`, undefined, {
        query: { 'filter[deal_id]': deal_id, sort: 'rank', limit: 200 },
        signal,
      }),
  });
  const items = query.data?.data ?? [];
  const edit = useEdit(scope);
  const create = useCreateRecord(object);
  const { remove } = useDeleteRecords(object);
  const report = useFailureToast();
  const showUndo = useUndoToast();
  const readDeal = useCallback(
    () => client.invalidateQueries({ queryKey: keys.object('deals') }),
    [client],
  );
  // An undo and other people change the lines too.
  const sum = items.map(({ total }) => total).join(' ');
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (!query.isSuccess) return;
    if (known.current !== null && known.current !== sum) void readDeal();
    known.current = sum;
  }, [query.isSuccess, sum, readDeal]);

  return {
    query,
    items,
    change: async (item: RecordData, changes: ItemChanges) => {
      await edit({ base: item, changes });
      await readDeal();
    },
    add: async (values: { product_id?: string; name: string }): Promise<string | null> => {
      try {
        const message = t('added', { name: values.name });
        const { data } = await create.mutateAsync({ values: { deal_id, ...values }, message });
        await readDeal();
        return data.id;
      } catch (error) {
        report(error);
        return null;
      }
    },
    remove: async (item: RecordData) => {
      // A refusal is reported by the hook, and the line comes back.
      await remove([item.id], t('removed', { name: item.title })).catch(() => undefined);
      await readDeal();
    },
    /** Puts a line behind another one; null: first. */
    place: async (item: RecordData, after_id: string | null) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData<Answer<RecordData[]>>(queryKey, (shown) => {
        if (!shown) return shown;
        const rest = shown.data.filter(({ id }) => id !== item.id);
        const at = rest.findIndex(({ id }) => id === after_id) + 1;
        return { ...shown, data: [...rest.slice(0, at), item, ...rest.slice(at)] };
      });
      try {
        const path = `/${object}/${item.id}/place`;
        const { request_id, data } = await api<RecordData>('PUT', path, { after_id });
        patchCached(client, object, new Set([item.id]), (one) => ({ ...one, ...data }));
        showUndo({ object, request_id, message: t('moved', { name: item.title }) });
      } catch (error) {
        report(error);
      }
      await client.invalidateQueries({ queryKey: keys.lists(object) });
    },
  };
}
