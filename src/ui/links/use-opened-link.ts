'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useToken } from '@/ui/auth/use-token';
import { api } from '@/ui/data/api';
import { paintAccent } from '@/ui/shell/accent';

/** The company behind a link, as somebody outside of it sees it. */
export interface LinkCompany {
  readonly name: string;
  /** `#rrggbb`; Ambit's own when null. */
  readonly accent: string | null;
  /** As a data: address. */
  readonly logo: string | null;
}

export interface OpenedLink<T> {
  /** Undefined until the page runs in the browser, empty when the link carries none. */
  readonly token: string | undefined;
  /** What the link leads to, as it is after the last answer. */
  readonly shown: T | undefined;
  readonly error: unknown;
  readonly answered: (shown: T) => void;
}

/** Opens the link that brought somebody here, at `path` of the API, once; the page takes the colour of the company. */
export function useOpenedLink<T extends { readonly company: LinkCompany }>(
  path: string,
): OpenedLink<T> {
  const token = useToken();
  const [answer, answered] = useState<T>();
  const { data, error } = useQuery({
    queryKey: ['opened-link', path, token],
    queryFn: () => api<T>('POST', path, { token }),
    enabled: Boolean(token),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const shown = answer ?? data?.data;
  const accent = shown?.company.accent ?? null;
  useEffect(() => paintAccent(accent), [accent]);
  return { token, shown, error, answered };
}
