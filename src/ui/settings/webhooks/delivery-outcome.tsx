'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useIssueText } from '@/ui/data/issue-text';
import { Badge } from '@/ui/primitives/badge';
import type { Delivery } from './types';

const colors = { delivered: 'green', pending: 'amber', failed: 'red' } as const;

/** What became of a delivery: its state, the answer or why there was none, and how long it took. */
export function DeliveryOutcome({ delivery }: { delivery: Delivery }) {
  const t = useTranslations('webhooks');
  const format = useFormatter();
  const issueText = useIssueText();
  const { status, answer_status, error, ms, next_at, attempts } = delivery;
  return (
    <>
      <Badge color={colors[status]}>{t(`status_${status}`)}</Badge>
      <span className="text-faint-foreground text-xs">
        {[
          answer_status === null ? null : `HTTP ${answer_status}`,
          error ? issueText({ path: '', ...error }) : null,
          ms === null ? null : t('ms', { ms }),
          attempts > 1 ? t('attempts', { count: attempts }) : null,
          status === 'pending' && next_at && attempts > 0
            ? t('next_try', {
                date: format.dateTime(new Date(next_at), {
                  dateStyle: 'short',
                  timeStyle: 'short',
                }),
              })
            : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}
