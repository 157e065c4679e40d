'use client';

import { Download } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useErrorText } from '@/ui/data/issue-text';
import { LinkPage, LinkSheet } from '@/ui/links/link-page';
import { useOpenedLink } from '@/ui/links/use-opened-link';
import { formatDay } from '@/ui/patterns/values/format';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { AnswerForm } from './answer-form';
import { downloadPdf } from './download-pdf';
import { LinesTable } from './lines-table';
import type { ShownQuote } from './types';

/** A quote as its customer sees it, in the colour of the company that offers it; nothing else of Ambit. */
export function CustomerQuote() {
  const t = useTranslations('customer_quote');
  const link = useOpenedLink<ShownQuote>('/quote-links/open');
  return (
    <LinkPage
      link={link}
      className="max-w-3xl"
      words={{
        loading: t('loading'),
        gone_title: t('gone_title'),
        gone_text: t('gone_text'),
      }}
    >
      {(quote, token) => <Quote quote={quote} token={token} onAnswered={link.answered} />}
    </LinkPage>
  );
}

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
    <LinkSheet
      company={quote.company}
      title={quote.name}
      detail={to ? <p className="text-muted-foreground">{t('for', { name: to })}</p> : null}
      state={<Badge color={colors[quote.status]}>{t(`status_${quote.status}`)}</Badge>}
    >
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
    </LinkSheet>
  );
}
