'use client';

import { useTranslations } from 'next-intl';
import { uiObjects } from '@/registry.ui';
import { useLabel } from '@/ui/shell/use-label';

/** What events are called on screen; one without a name keeps its code. */
export function useEventNames() {
  const t = useTranslations('webhooks');
  const label = useLabel();
  const subject = (name: string): string => {
    if (name === '*') return t('everything');
    const object = uiObjects.find((one) => one.singular === name);
    if (object) return label(object.label_plural);
    return t.has(`subject_${name}`) ? t(`subject_${name}`) : name;
  };
  const verb = (name: string): string => {
    if (name === '*') return t('all_events');
    return t.has(`verb_${name}`) ? t(`verb_${name}`) : name;
  };
  /** `contact.*` -> Contacts: everything */
  const pattern = (name: string): string => {
    if (name === '*') return t('everything');
    const [about = '', what = ''] = name.split('.');
    return `${subject(about)}: ${verb(what)}`;
  };
  return { subject, verb, pattern };
}
