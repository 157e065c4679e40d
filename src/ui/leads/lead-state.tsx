'use client';

import { ArrowRightLeft, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useMembers } from '@/ui/patterns/records/use-members';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { RelativeTime } from '@/ui/primitives/time';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { CameOf, linksOf } from './came-of';
import { askToConvert } from './convert-from-address';
import { useUnconvert } from './use-conversion';

/** Below the identity of a lead: the way to convert it, or what it became. */
export function LeadState({ record }: { record: RecordData }) {
  const can = useCan();
  const editable = can('leads:update', record) && !record.deleted_at;
  if (record.converted_at) return <Converted record={record} editable={editable} />;
  return editable ? <ConvertButton id={record.id} /> : null;
}

function ConvertButton({ id }: { id: string }) {
  const t = useTranslations('leads');
  useShortcuts([
    { keys: 'v', label: t('convert_lead'), group: 'record', run: () => askToConvert(id) },
  ]);
  return (
    <Button variant="primary" size="sm" onClick={() => askToConvert(id)}>
      <ArrowRightLeft aria-hidden />
      {t('convert')}
    </Button>
  );
}

function Converted({ record, editable }: { record: RecordData; editable: boolean }) {
  const t = useTranslations('leads');
  const [asking, setAsking] = useState(false);
  const unconvert = useUnconvert(record.id);
  const { data: members } = useMembers();
  const who = members?.find(({ id }) => id === record.converted_by)?.title;
  return (
    <section aria-label={t('converted')} className="w-full rounded-md bg-surface px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-2">
        <p className="min-w-0 flex-1">
          <span className="font-medium">{t('converted')}</span>{' '}
          <span className="text-muted-foreground">
            <RelativeTime value={String(record.converted_at)} />
            {who ? ` · ${who}` : ''}
          </span>
        </p>
        {editable ? (
          <Button variant="ghost" size="sm" onClick={() => setAsking(true)}>
            <Undo2 aria-hidden />
            {t('unconvert')}
          </Button>
        ) : null}
      </div>
      <CameOf links={linksOf(record)} />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('unconvert_title', { title: record.title })}
        description={t('unconvert_text')}
        action={t('unconvert')}
        busy={unconvert.isPending}
        onConfirm={() => unconvert.mutate(undefined, { onSettled: () => setAsking(false) })}
      />
    </section>
  );
}
