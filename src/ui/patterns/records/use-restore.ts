'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { keys } from '@/ui/data/keys';
import { useFailureToast } from '@/ui/data/use-records';
import { toast } from '@/ui/primitives/toast';

/** As many as one call takes. */
const atOnce = 1000;

/** Brings records back from the bin; those that cannot come back stay and the reason is said once. */
export function useRestore(object: string) {
  const client = useQueryClient();
  const report = useFailureToast();
  const t = useTranslations('bin');
  const [busy, setBusy] = useState(false);
  const run = async (ids: readonly string[]) => {
    setBusy(true);
    let failure: unknown = null;
    let restored = 0;
    for (let from = 0; from < ids.length && !failure; from += atOnce) {
      const result = await restore(object, ids.slice(from, from + atOnce));
      restored += result.restored;
      failure = result.failure;
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: keys.object(object) });
    if (restored > 0) toast(t('restored', { count: restored }));
    if (failure) report(failure);
  };
  return { run, busy };
}

/** All in one call; when one of them is refused, each by itself. */
async function restore(
  object: string,
  ids: readonly string[],
): Promise<{ restored: number; failure: unknown }> {
  try {
    await api('POST', `/${object}/bulk`, { restore: { ids } });
    return { restored: ids.length, failure: null };
  } catch (error) {
    if (ids.length === 1 || !(isApiError(error, 'conflict') || isApiError(error, 'invalid')))
      return { restored: 0, failure: error };
  }
  let failure: unknown = null;
  let restored = 0;
  for (const id of ids) {
    try {
      await api('POST', `/${object}/${id}/restore`);
      restored++;
    } catch (error) {
      failure ??= error;
    }
  }
  return { restored, failure };
}
