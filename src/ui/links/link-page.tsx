'use client';

import type { ReactNode } from 'react';
import { LanguageChoice } from '@/ui/auth/language-choice';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { cn } from '@/ui/primitives/cn';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import type { LinkCompany, OpenedLink } from './use-opened-link';

/** The page of a link for people outside: what it leads to, that it leads nowhere any more, or that it is on its way. */
export function LinkPage<T>({
  link,
  words,
  className,
  children,
}: {
  link: OpenedLink<T>;
  words: { readonly loading: string; readonly gone_title: string; readonly gone_text: string };
  className: string;
  children: (shown: T, token: string) => ReactNode;
}) {
  const errorText = useErrorText();
  const { token, shown, error } = link;
  return (
    <div className="min-h-dvh bg-surface max-md:bg-background">
      <div className={cn('mx-auto flex flex-col gap-4 px-4 py-8 max-md:py-4', className)}>
        {shown && token ? (
          children(shown, token)
        ) : error || token === '' ? (
          <main className="rounded-xl border bg-background p-6">
            <h1 className="font-semibold text-lg">{words.gone_title}</h1>
            <p className="pt-2 text-muted-foreground">
              {error && !isApiError(error, 'not_found') ? errorText(error) : words.gone_text}
            </p>
          </main>
        ) : (
          <Loading label={words.loading} className="flex flex-col gap-3">
            <Skeleton className="h-6 w-1/2" />
            <Skeleton className="h-40 w-full" />
          </Loading>
        )}
        <footer className="flex justify-center">
          <LanguageChoice />
        </footer>
      </div>
    </div>
  );
}

/** A sheet with the head of the company: its colour, logo and name above what it is about. */
export function LinkSheet({
  company,
  title,
  detail,
  state,
  children,
}: {
  company: LinkCompany;
  title: string;
  detail?: ReactNode;
  state: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="overflow-hidden rounded-xl border bg-background max-md:-mx-4 max-md:rounded-none max-md:border-x-0">
      <div aria-hidden className="h-1.5 bg-primary" />
      <div className="flex flex-col gap-6 p-6 max-md:p-4">
        <header className="flex flex-wrap items-start justify-between gap-4">
          <div className="min-w-0">
            {company.logo ? (
              // biome-ignore lint/performance/noImgElement: it came with the answer
              <img
                src={company.logo}
                alt=""
                className="mb-3 max-h-12 max-w-48 rounded-sm object-contain dark:bg-white dark:p-1"
              />
            ) : null}
            <p className="font-semibold text-lg text-primary-text">{company.name}</p>
            <h1 className="break-words pt-2 font-semibold text-xl">{title}</h1>
            {detail}
          </div>
          {state}
        </header>
        {children}
      </div>
    </main>
  );
}
