'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Rss } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useFailureToast } from '@/ui/data/use-records';
import { formatInstant } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { toast } from '@/ui/primitives/toast';
import { ShowOnce } from '@/ui/settings/show-once';

interface Feed {
  created_at: string | null;
  url?: string;
}

/** The address other calendar programs read one's calendar at: made, shown once, ended. */
export function FeedDialog({ phone }: { phone: boolean }) {
  const t = useTranslations('calendar');
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState<string | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setUrl(null);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button aria-label={t('subscribe')}>
          <Rss aria-hidden />
          {phone ? null : t('subscribe')}
        </Button>
      </DialogTrigger>
      <DialogContent
        title={t('feed_title')}
        description={url ? t('feed_once') : t('feed_text')}
        className="max-w-xl"
      >
        {url ? (
          <ShowOnce label={t('feed_address')} value={url} onDone={() => change(false)} />
        ) : (
          <Steps onMade={setUrl} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function Steps({ onMade }: { onMade: (url: string) => void }) {
  const t = useTranslations('calendar');
  const client = useQueryClient();
  const report = useFailureToast();
  const locale = useLocaleInfo();
  const [busy, setBusy] = useState(false);
  const feed = useQuery({
    queryKey: keys.calendarFeed,
    queryFn: ({ signal }) => api<Feed>('GET', '/calendar/feed', undefined, { signal }),
  });
  const since = feed.data?.data.created_at;
  const call = async (method: 'POST' | 'DELETE') => {
    setBusy(true);
    try {
      const { data } = await api<Feed>(method, '/calendar/feed');
      if (data.url) onMade(data.url);
      else toast(t('feed_ended'));
    } catch (error) {
      report(error);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: keys.calendarFeed });
    }
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted-foreground">
        {since ? t('feed_since', { day: formatInstant(since, locale) }) : t('feed_none')}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        {since ? (
          <Button busy={busy} onClick={() => void call('DELETE')}>
            {t('feed_end')}
          </Button>
        ) : null}
        <Button variant="primary" busy={busy} onClick={() => void call('POST')}>
          {since ? t('feed_new') : t('feed_make')}
        </Button>
      </div>
    </div>
  );
}
