'use client';

import { useTranslations } from 'next-intl';
import { uiObjectMap } from '@/registry.ui';
import { useLabel } from '@/ui/shell/use-label';
import type { Notification, NotificationGroup } from './types';

/** Names of fields in one sentence. */
const mostFields = 3;

/** What a notification says, in one sentence. */
export function useSentence(): (group: NotificationGroup, one: Notification) => string {
  const t = useTranslations('notifications');
  const label = useLabel();
  return (group, one) => {
    const object = uiObjectMap.get(group.object);
    const who = one.actor?.name ?? t('somebody');
    const { data, count } = one;
    const many = group.record === null && object !== undefined;
    const what = object ? label(object.label_plural).toLocaleLowerCase() : '';
    const fieldName = (field: string) => {
      const known = object?.fields[field];
      return known ? label(known.label) : field.replace(/^custom\./, '');
    };
    switch (one.kind) {
      case 'assigned':
        return many ? t('did.assigned_many', { who, count, what }) : t('did.assigned', { who });
      case 'mentioned':
        return many ? t('did.mentioned_many', { who, count, what }) : t('did.mentioned', { who });
      case 'due':
        return t('did.due', { field: fieldName(data.field ?? '') });
      case 'changed': {
        if (many) return t('did.changed_many', { who, count, what });
        if (data.change === 'deleted') return t('did.deleted', { who });
        if (data.change === 'restored') return t('did.restored', { who });
        const fields = (data.fields ?? []).map(fieldName);
        return t('did.changed', {
          who,
          fields: fields.slice(0, mostFields).join(', '),
          more: Math.max(0, fields.length - mostFields),
        });
      }
      case 'import_completed':
        return t('did.import_completed', {
          created: data.created ?? 0,
          updated: data.updated ?? 0,
          failed: data.failed ?? 0,
        });
      case 'import_failed':
        return t('did.import_failed');
      case 'job_failed':
        return t('did.job_failed', { kind: data.job_kind ?? '', count });
      case 'webhook_disabled':
        return t('did.webhook_disabled');
    }
  };
}
