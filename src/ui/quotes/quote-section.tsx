'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, RefreshCw, Send } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, apiUrl } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Skeleton } from '@/ui/primitives/skeleton';
import { LinesTable } from './lines-table';
import { NewQuote } from './new-quote';
import { QuoteLinks } from './quote-links';
import { SendDialog } from './send-dialog';
import type { QuoteLines } from './types';
import { useRefreshQuote } from './use-quote';

/** What a quote offers, and what can be done with it: send a draft, show and renew what was sent. */
export function QuoteSection({
  record: quote,
  editable,
}: {
  record: RecordData;
  editable: boolean;
}) {
  const t = useTranslations('quotes');
  const locale = useLocaleInfo();
  const [sending, setSending] = useState(false);
  const { refresh, isRefreshing } = useRefreshQuote(quote.id);
  const lines = useQuery({
    queryKey: keys.quoteLines(quote.id, quote.version),
    queryFn: ({ signal }) =>
      api<QuoteLines>('GET', `/quotes/${quote.id}/lines`, undefined, { signal }),
  });
  const isDraft = quote.status === 'draft';
  const deal_id = String(quote.deal_id);
  return (
    <section aria-label={t('title')} className="border-b px-4 py-3">
      <div className="flex flex-wrap items-center gap-2 pb-3">
        {editable && isDraft ? (
          <>
            <Button variant="primary" onClick={() => setSending(true)}>
              <Send aria-hidden />
              {t('send')}
            </Button>
            <Button busy={isRefreshing} onClick={refresh}>
              <RefreshCw aria-hidden />
              {t('refresh')}
            </Button>
          </>
        ) : null}
        {editable && !isDraft ? <NewQuote deal_id={deal_id} previous_id={quote.id} /> : null}
        <Button asChild>
          <a href={apiUrl(`/quotes/${quote.id}/pdf`)} target="_blank" rel="noreferrer">
            <Download aria-hidden />
            {t('pdf')}
          </a>
        </Button>
      </div>
      {lines.isError ? (
        <ErrorState error={lines.error} onRetry={() => void lines.refetch()} className="py-4" />
      ) : lines.data ? (
        lines.data.data.lines.length > 0 ? (
          <LinesTable quote={lines.data.data} tag={locale.tag} />
        ) : (
          <p className="text-muted-foreground">{t('no_lines')}</p>
        )
      ) : (
        <Skeleton className="h-24" />
      )}
      {isDraft || quote.status === 'replaced' ? null : (
        <QuoteLinks id={quote.id} editable={editable} />
      )}
      <SendDialog quote={quote} open={sending} onClose={() => setSending(false)} />
    </section>
  );
}
