'use client';

import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { useIssueText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { RelativeTime } from '@/ui/primitives/time';
import { LogEntry } from '../log-entry';
import { useEventNames } from '../use-event-names';
import { DeliveryOutcome } from './delivery-outcome';
import type { Delivery, FullDelivery, Webhook } from './types';

export interface DeliveryEntryProps {
  webhook: Webhook;
  delivery: Delivery;
}

/** A line of the log; opened it shows what was sent, what came back and every try. */
export function DeliveryEntry({ webhook, delivery }: DeliveryEntryProps) {
  const t = useTranslations('webhooks');
  const names = useEventNames();
  const replay = useSetting([keys.deliveries(webhook.id)]);
  const event = names.pattern(delivery.event);
  const path = `/webhooks/${webhook.id}/deliveries/${delivery.id}`;
  return (
    <LogEntry
      at={delivery.created_at}
      head={
        <>
          <span className="font-medium">{event}</span>
          <DeliveryOutcome delivery={delivery} />
        </>
      }
      action={
        webhook.active ? (
          <Button
            variant="ghost"
            size="sm"
            aria-label={t('replay_named', { event })}
            busy={replay.isPending}
            onClick={() =>
              replay.mutate({
                method: 'POST',
                path: `${path}/replay`,
                body: {},
                message: t('replayed_one'),
              })
            }
          >
            <RotateCcw aria-hidden />
            {t('replay')}
          </Button>
        ) : null
      }
    >
      <Detail webhook={webhook} delivery={delivery} path={path} />
    </LogEntry>
  );
}

function Detail({ webhook, delivery, path }: DeliveryEntryProps & { path: string }) {
  const t = useTranslations('webhooks');
  const words = useTranslations('primitives');
  const issueText = useIssueText();
  const query = useQuery({
    queryKey: [...keys.deliveries(webhook.id), 'one', delivery.id, delivery.sent_at],
    queryFn: ({ signal }) => api<FullDelivery>('GET', path, undefined, { signal }),
  });
  if (query.isError)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-4" />;
  if (!query.data) {
    return (
      <Loading label={words('loading')}>
        <Skeleton className="h-24" />
      </Loading>
    );
  }
  const { request, answer, tries } = query.data.data;
  return (
    <div className="flex flex-col gap-3">
      <Message title={t('request')} headers={request.headers} body={pretty(request.body)} />
      {answer ? (
        <Message
          title={`${t('answer')}: HTTP ${answer.status}`}
          headers={answer.headers}
          body={answer.body}
        />
      ) : null}
      {tries.length > 0 ? (
        <div>
          <h3 className="mb-1 font-medium text-xs">{t('tries')}</h3>
          <ol className="flex flex-col gap-0.5 text-muted-foreground text-xs">
            {tries.map((one) => (
              <li key={one.at}>
                <RelativeTime value={one.at} />
                {' · '}
                {one.error ? issueText({ path: '', ...one.error }) : `HTTP ${one.status}`}
                {' · '}
                {t('ms', { ms: one.ms })}
              </li>
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  );
}

interface MessageProps {
  title: string;
  headers: Record<string, string> | null;
  body: string;
}

function Message({ title, headers, body }: MessageProps) {
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const text = [...lines, ...(lines.length > 0 && body ? [''] : []), body].join('\n').trim();
  return (
    <div className="min-w-0">
      <h3 className="mb-1 font-medium text-xs">{title}</h3>
      {text ? (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its box must be scrollable by keyboard
          tabIndex={0}
          role="region"
          aria-label={title}
          className="max-h-72 overflow-auto whitespace-pre-wrap break-all rounded-md border bg-surface p-2 font-mono text-xs"
        >
          {text}
        </pre>
      ) : null}
    </div>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
