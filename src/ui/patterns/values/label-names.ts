'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';

const known = ['work', 'home', 'mobile', 'main', 'fax', 'other', 'website'] as const;

export interface LabelNames {
  /** The usual labels in the reader's words; any other as it stands. */
  nameOf: (label: string | null | undefined) => string;
  /** What is stored for words a person typed or chose. */
  labelOf: (name: string) => string;
}

/** Labels of mails, phones, links and addresses are stored in English and shown in the reader's language. */
export function useLabelNames(): LabelNames {
  const t = useTranslations('record');
  return useMemo(() => {
    const names = new Map<string, string>(known.map((label) => [label, t(`labels.${label}`)]));
    const labels = new Map([...names].map(([label, name]) => [name, label]));
    return {
      nameOf: (label) => (label ? (names.get(label) ?? label) : ''),
      labelOf: (name) => labels.get(name) ?? name,
    };
  }, [t]);
}
