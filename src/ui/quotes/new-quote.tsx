'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useFailureToast } from '@/ui/data/use-records';
import { Button } from '@/ui/primitives/button';
import { navigate } from '@/ui/shell/navigation';

/** Makes a quote of the lines a deal has now and goes there. */
export function NewQuote({ deal_id, previous_id }: { deal_id: string; previous_id?: string }) {
  const t = useTranslations('quotes');
  const client = useQueryClient();
  const can = useCan();
  const report = useFailureToast();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api<RecordData>(
        'POST',
        '/quotes',
        { deal_id, ...(previous_id ? { previous_id } : {}) },
        { idempotency_key: crypto.randomUUID() },
      ),
    onSuccess: ({ data }) => {
      void client.invalidateQueries({ queryKey: keys.object('quotes') });
      navigate(`/quotes/${data.id}`);
    },
    onError: report,
  });
  if (!can('quotes:create')) return null;
  return (
    <Button busy={isPending} onClick={() => mutate()}>
      <FileText aria-hidden />
      {t(previous_id ? 'new_version' : 'create')}
    </Button>
  );
}
