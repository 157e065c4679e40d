'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Link2, Link2Off } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useFailureToast } from '@/ui/data/use-records';
import { formatInstant } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { ShowOnce } from '@/ui/settings/show-once';
import type { QuoteLink } from './types';

/** The links that customers have, and whether they opened them. */
export function QuoteLinks({ id, editable }: { id: string; editable: boolean }) {
  const t = useTranslations('quotes');
  const locale = useLocaleInfo();
  const report = useFailureToast();
  const [url, setUrl] = useState<string | null>(null);
  const { data, refetch } = useQuery({
    queryKey: keys.quoteLinks(id),
    queryFn: ({ signal }) => api<QuoteLink[]>('GET', `/quotes/${id}/links`, undefined, { signal }),
  });
  const make = useMutation({
    mutationFn: () => api<{ url: string }>('POST', `/quotes/${id}/links`),
    onSuccess: (answer) => setUrl(answer.data.url),
    onError: report,
    onSettled: () => refetch(),
  });
  const end = useMutation({
    mutationFn: () => api('POST', `/quotes/${id}/links/end`),
    onError: report,
    onSettled: () => refetch(),
  });
  const links = data?.data ?? [];
  const state = (link: QuoteLink): string =>
    link.revoked_at
      ? t('link_ended')
      : link.last_seen_at
        ? t('link_seen', { at: formatInstant(link.last_seen_at, locale) })
        : t('link_unseen');
  return (
    <div className="pt-4">
      <h3 className="font-medium text-faint-foreground text-xs">{t('links')}</h3>
      <ul className="py-1">
        {links.map((link) => (
          <li key={link.id} className="py-0.5">
            {t('link_made', { at: formatInstant(link.created_at, locale) })}
            <span className="text-muted-foreground"> · {state(link)}</span>
          </li>
        ))}
      </ul>
      {editable ? (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" busy={make.isPending} onClick={() => make.mutate()}>
            <Link2 aria-hidden />
            {t('new_link')}
          </Button>
          {links.some((link) => !link.revoked_at) ? (
            <Button size="sm" variant="ghost" busy={end.isPending} onClick={() => end.mutate()}>
              <Link2Off aria-hidden />
              {t('end_links')}
            </Button>
          ) : null}
        </div>
      ) : null}
      <Dialog open={url !== null} onOpenChange={(open) => !open && setUrl(null)}>
        <DialogContent title={t('link')} description={t('link_once')}>
          <ShowOnce label={t('link')} value={url ?? ''} onDone={() => setUrl(null)} />
        </DialogContent>
      </Dialog>
    </div>
  );
}
