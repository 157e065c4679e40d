'use client';

import { useTranslations } from 'next-intl';
import { Badge } from '@/ui/primitives/badge';
import type { Webhook } from './types';

/** How a webhook does, in a word; nothing while all is well. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const t = useTranslations('webhooks');
  if (webhook.disabled_reason)
    return <Badge color="red">{t(`state_${webhook.disabled_reason}`)}</Badge>;
  if (!webhook.active) return <Badge>{t('state_off')}</Badge>;
  if (webhook.failing_since) return <Badge color="amber">{t('state_failing_now')}</Badge>;
  return null;
}
