'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api } from '@/ui/data/api';
import { useFailureToast } from '@/ui/data/use-records';
import { setLanguage, setTheme } from './browser-preferences';
import type { Language, Theme } from './preferences';

/** Changes the person's language, here and everywhere. The server sends the texts again; what is typed and open stays. */
export function useChangeLanguage(): (language: Language) => void {
  const router = useRouter();
  const report = useFailureToast();
  const { mutate } = useMutation({
    mutationFn: (language: Language) => api('PATCH', '/profile', { language }),
    onError: report,
  });
  return (language) => {
    setLanguage(language);
    router.refresh();
    mutate(language);
  };
}

/** Changes the person's looks, here at once and on their other devices with the next page. */
export function useChangeTheme(): (theme: Theme) => void {
  const report = useFailureToast();
  const { mutate } = useMutation({
    mutationFn: (theme: Theme) => api('PATCH', '/profile', { theme }),
    onError: report,
  });
  return (theme) => {
    setTheme(theme);
    mutate(theme);
  };
}
