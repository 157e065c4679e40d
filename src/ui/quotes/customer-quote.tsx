'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { LanguageChoice } from '@/ui/auth/language-choice';
import { useToken } from '@/ui/auth/use-token';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { formatDay } from '@/ui/patterns/values/format';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { paintAccent } from '@/ui/shell/accent';
import { AnswerForm } from './answer-form';
import { downloadPdf } from './download-pdf';
import { LinesTable } from './lines-table';
import type { ShownQuote } from './types';

/** A quote as its customer sees it, in the colour of the company that offers it; nothing else of Ambit. */
export function CustomerQuote() {
  const t = useTranslations('customer_quote');
  const errorText = useErrorText();
  const token = useToken();
  const [answered, setAnswered] = useState<ShownQuote | null>(null);
  const { data, error } = useQuery({
    queryKey: ['customer-quote', token],
    queryFn: () => api<ShownQuote>('POST', '/quote-links/open', { token }),
    enabled: Boolean(token),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const quote = answered ?? data?.data;
  const accent = quote?.company.accent;
  useEffect(() => paintAccent(accent ?? null), [accent]);
  const failed = error ? errorText(error) : null;
  return (
    <div className="min-h-dvh bg-surface max-md:bg-background">
      <div className="mx-auto flex max-w-3xl flex-col gap-4 px-4 py-8 max-md:py-4">
        {quote && token ? (
          <Quote quote={quote} token={token} onAnswered={setAnswered} />
        ) : error || token === '' ? (
          <main className="rounded-xl border bg-background p-6">
            <h1 className="font-semibold text-lg">{t('gone_title')}</h1>
            <p className="pt-2 text-muted-foreground">
              {failed && !isNotFound(error) ? failed : t('gone_text')}
            </p>
          </main>
        ) : (
          <Loading label={t('loading')} className="flex flex-col gap-3">
            <Skeleton className="h-6 w-1/2" />
            <Skeleton className="h-4 w-full" />
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

const isNotFound = (error: unknown): boolean => (error as { code?: string }).code === 'not_found';

const colors = {
  sent: 'blue',
  accepted: 'green',
  declined: 'red',
  expired: 'amber',
  replaced: 'grey',
} as const;

function Quote({
  quote,
  token,
  onAnswered,
}: {
  quote: ShownQuote;
  token: string;
  onAnswered: (quote: ShownQuote) => void;
}) {
  const t = useTranslations('customer_quote');
  const errorText = useErrorText();
  const language = useLocale();
  const [failure, setFailure] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);
  const download = async () => {
    setLoading(true);
    setFailure(null);
    try {
      await downloadPdf(token, quote.reference);
    } catch (error) {
      setFailure(errorText(error));
    } finally {
      setLoading(false);
    }
  };
  const facts = [
    [t('number'), quote.reference],
    ...(quote.sent_on ? [[t('date'), formatDay(quote.sent_on, language)]] : []),
    ...(quote.valid_until ? [[t('valid_until'), formatDay(quote.valid_until, language)]] : []),
  ];
  const to = [quote.customer.contact, quote.customer.account].filter(Boolean).join(', ');
  return (
    <main className="overflow-hidden rounded-xl border bg-background max-md:-mx-4 max-md:rounded-none max-md:border-x-0">
      <div aria-hidden className="h-1.5 bg-primary" />
      <div className="flex flex-col gap-6 p-6 max-md:p-4">
        <header className="flex flex-wrap items-start justify-between gap-4">
          <div className="min-w-0">
            <p className="font-semibold text-lg text-primary-text">{quote.company.name}</p>
            <h1 className="break-words pt-2 font-semibold text-xl">{quote.name}</h1>
            {to ? <p className="text-muted-foreground">{t('for', { name: to })}</p> : null}
          </div>
          <Badge color={colors[quote.status]}>{t(`status_${quote.status}`)}</Badge>
        </header>
        <dl className="flex flex-wrap gap-x-8 gap-y-2">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt className="text-faint-foreground text-xs">{label}</dt>
              <dd className="font-medium">{value}</dd>
            </div>
          ))}
        </dl>
        <LinesTable quote={quote} tag={language} />
        {quote.terms ? (
          <section>
            <h2 className="font-semibold">{t('terms')}</h2>
            <p className="whitespace-pre-wrap break-words pt-1 text-muted-foreground">
              {quote.terms}
            </p>
          </section>
        ) : null}
        <div className="flex flex-col items-start gap-2">
          <Button busy={loading} onClick={() => void download()}>
            <Download aria-hidden />
            {t('pdf')}
          </Button>
          {failure ? (
            <p role="alert" className="text-danger">
              {failure}
            </p>
          ) : null}
        </div>
        {quote.status === 'sent' ? (
          <AnswerForm token={token} company={quote.company.name} onAnswered={onAnswered} />
        ) : (
          <p role="status" className="rounded-md bg-surface p-3">
            {t(`answer_${quote.status}`)}
          </p>
        )}
      </div>
    </main>
  );
}
