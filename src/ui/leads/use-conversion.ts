'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useFailureToast } from '@/ui/data/use-records';
import { toast } from '@/ui/primitives/toast';

export const parts = ['account', 'contact', 'deal'] as const;
export type Part = (typeof parts)[number];
export const objectOf: Readonly<Record<Part, string>> = {
  account: 'accounts',
  contact: 'contacts',
  deal: 'deals',
};

export interface Match {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly account_id: string | null;
  readonly why: 'domain' | 'email' | 'name';
}

type Values = Readonly<Record<string, unknown>>;

export interface Preview {
  readonly account: Values | null;
  readonly contact: Values | null;
  readonly deal: Values;
  readonly accounts: readonly Match[];
  readonly contacts: readonly Match[];
}

interface Became {
  readonly id: string;
  readonly title: string | null;
  readonly made: boolean;
}

export type Outcome = Readonly<Record<Part, Became | null>> & {
  readonly lead: RecordData;
  readonly changed: boolean;
};

/** What a conversion would make of a lead, and what is there already. Never kept: others add records meanwhile. */
export const usePreview = (id: string) =>
  useQuery({
    queryKey: [...keys.object('leads'), 'conversion', id],
    queryFn: ({ signal }) => api<Preview>('GET', `/leads/${id}/convert`, undefined, { signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['leads', 'accounts', 'contacts', 'deals'].map((object) =>
        client.invalidateQueries({
          queryKey: keys.object(object),
          // The dialog asks once what there is; afterwards that would be what was just made.
          predicate: ({ queryKey }) => queryKey[2] !== 'conversion',
        }),
      ),
    );
}

/** Converts a lead. 422 comes back as ApiError with paths below `account`, `contact` and `deal`. */
export function useConvert(id: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: Values) =>
      api<Outcome>('POST', `/leads/${id}/convert`, body, { idempotency_key: crypto.randomUUID() }),
    onSuccess: () => void refresh(),
  });
}

interface Undone {
  readonly kept: readonly { readonly object: string; readonly id: string }[];
}

/** Takes a conversion back and says what came of it. */
export function useUnconvert(id: string) {
  const t = useTranslations('leads');
  const refresh = useRefresh();
  const report = useFailureToast();
  return useMutation({
    mutationFn: () => api<Undone>('POST', `/leads/${id}/unconvert`, {}),
    onSuccess: ({ data }) => {
      void refresh();
      toast(data.kept.length > 0 ? t('undone_kept', { count: data.kept.length }) : t('undone'));
    },
    onError: report,
  });
}
