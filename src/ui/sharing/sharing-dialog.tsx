'use client';

import { useTranslations } from 'next-intl';
import type { RecordData } from '@/ui/data/types';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { AccessList } from './access-list';
import { Privacy } from './privacy';
import { Shares } from './shares';

interface Props {
  scope: ObjectScope;
  record: RecordData;
  show: 'share' | 'access';
  onClose: () => void;
}

/** With whom a record is shared, or who sees it and why. */
export function SharingDialog({ scope, record, show, onClose }: Props) {
  const t = useTranslations('sharing');
  const { name } = scope.object;
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      {show === 'share' ? (
        <SheetContent
          title={t('share_title', { title: record.title })}
          description={t('share_text')}
        >
          <Privacy
            object={name}
            id={record.id}
            on={record.private === true}
            mayChange={scope.can('update', record)}
          />
          <Shares
            object={name}
            id={record.id}
            isPrivate={record.private === true}
            mayShare={scope.can('update', record)}
          />
        </SheetContent>
      ) : (
        <SheetContent title={t('access_title', { title: record.title })}>
          <AccessList object={name} id={record.id} />
        </SheetContent>
      )}
    </Sheet>
  );
}
