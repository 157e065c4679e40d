'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useFailureToast } from '@/ui/data/use-records';
import type { Import, ImportOptions, ListedImport } from './types';

/** One import, followed every second while it runs. */
export function useImport(id: string) {
  return useQuery({
    queryKey: keys.import(id),
    queryFn: ({ signal }) => api<Import>('GET', `/imports/${id}`, undefined, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.data.status === 'running' || state.data?.data.status === 'uploaded'
        ? 1000
        : false,
  });
}

/** The imports of this person, newest first. */
export function useImports() {
  return useQuery({
    queryKey: [...keys.imports, 'list'],
    queryFn: ({ signal }) => api<ListedImport[]>('GET', '/imports', undefined, { signal }),
  });
}

/** Sends a file; the answer comes when it is stored and recognised. */
export function useUpload() {
  return useMutation({
    mutationFn: ({ object, file }: { object: string; file: File }) => {
      const form = new FormData();
      form.set('file', file);
      return api<{ import_id: string }>('POST', `/${object}/import`, form);
    },
  });
}

export type ImportAction =
  | { readonly change: { mapping?: Record<string, string | null>; options?: ImportOptions } }
  | { readonly start: true }
  | { readonly cancel: true };

/** Changes, starts or stops an import; the newest answer is shown at once. */
export function useImportAction(id: string) {
  const client = useQueryClient();
  const report = useFailureToast();
  return useMutation({
    mutationFn: (action: ImportAction): Promise<Answer<Import>> =>
      'change' in action
        ? api<Import>('PATCH', `/imports/${id}`, action.change)
        : api<Import>('POST', `/imports/${id}/${'start' in action ? 'start' : 'cancel'}`),
    scope: { id: `import-${id}` },
    onSuccess: (answer) => client.setQueryData(keys.import(id), answer),
    onError: report,
    onSettled: () => client.invalidateQueries({ queryKey: keys.imports, exact: false }),
  });
}
