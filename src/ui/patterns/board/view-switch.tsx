'use client';

import { Columns3, List } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { useView } from './use-view';

/** List | Board, in the header of either. */
export function ViewSwitch({ object, phone }: { object: string; phone: boolean }) {
  const t = useTranslations('board');
  const [view, choose] = useView(object);
  return (
    <SegmentedControl
      aria-label={t('view')}
      value={view}
      onValueChange={choose}
      iconsOnly={phone}
      options={[
        { value: 'list', label: t('view_list'), icon: <List aria-hidden /> },
        { value: 'board', label: t('view_board'), icon: <Columns3 aria-hidden /> },
      ]}
    />
  );
}
