'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type Method } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { toast } from '@/ui/primitives/toast';

export interface SettingChange {
  method: Method;
  path: string;
  body?: unknown;
  /** Said when it is done; null when the caller says it. */
  message: string | null;
}

/** A change of settings: says that it is done or why not, and refreshes what is shown. */
export function useSetting<T = unknown>(refresh: readonly (readonly unknown[])[]) {
  const client = useQueryClient();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: ({ method, path, body }: SettingChange) => api<T>(method, path, body),
    onSuccess: (_answer, { message }) => {
      if (message) toast(message);
    },
    onError: (error) => {
      toast.error(errorText(error));
    },
    onSettled: () => Promise.all(refresh.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
