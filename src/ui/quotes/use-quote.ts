'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useFailureToast } from '@/ui/data/use-records';
import { toast } from '@/ui/primitives/toast';

/** Reads everything of quotes again, and the deals that say how theirs stand. */
export function useReadQuotes(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: keys.object('quotes') });
    void client.invalidateQueries({ queryKey: keys.object('deals') });
  };
}

/** Takes the lines of the deal again. */
export function useRefreshQuote(id: string): { refresh: () => void; isRefreshing: boolean } {
  const t = useTranslations('quotes');
  const readQuotes = useReadQuotes();
  const { mutate, isPending } = useMutation({
    mutationFn: () => api<RecordData>('POST', `/quotes/${id}/refresh`),
    onSuccess: () => toast(t('refreshed')),
    onError: useFailureToast(),
    onSettled: readQuotes,
  });
  return { refresh: () => mutate(), isRefreshing: isPending };
}
