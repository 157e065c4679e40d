'use client';

import { ArrowLeft } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ObjectDefinition } from '@/core/shape/object';
import type { RecordData } from '@/ui/data/types';
import { FollowButton } from '@/ui/notifications/follow-button';
import { isLocked } from '@/ui/patterns/model/entries';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { ConflictDialog } from '@/ui/patterns/record/conflict-dialog';
import { FieldList } from '@/ui/patterns/record/field-list';
import { Identity } from '@/ui/patterns/record/identity';
import { RecordPresence } from '@/ui/patterns/record/lazy-presence';
import { OwnSection } from '@/ui/patterns/record/own-section';
import { RecordActions } from '@/ui/patterns/record/record-actions';
import { RecordFiles } from '@/ui/patterns/record/record-files';
import { RecordSkeleton, RecordTabs } from '@/ui/patterns/record/record-panel';
import { RelatedRecords } from '@/ui/patterns/record/related';
import { Touch } from '@/ui/patterns/record/touch';
import { useShownRecord } from '@/ui/patterns/record/use-shown-record';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Link, navigate } from '@/ui/shell/navigation';
import { PageHeader } from '@/ui/shell/page-header';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { Timeline } from '@/ui/timeline/timeline';

/** One record on a page of its own: who it is, what happened, what belongs to it. */
export function RecordScreen({ object, id }: { object: ObjectDefinition; id: string }) {
  const t = useTranslations('record');
  const scope = useObject(object.name);
  const phone = useIsPhone();
  const { record, error, refetch } = useShownRecord(scope, id);
  const label = object.label_plural[scope.language];
  const back = `/${object.name}`;
  useShortcuts([
    { keys: 'u', label: t('back_to', { name: label }), group: 'record', run: () => navigate(back) },
  ]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={
          <span className="flex items-center gap-2">
            <Button
              asChild
              variant="ghost"
              size="icon-sm"
              aria-label={t('back_to', { name: label })}
            >
              <Link href={back}>
                <ArrowLeft aria-hidden />
              </Link>
            </Button>
            <span className="truncate">{record?.title ?? object.label[scope.language]}</span>
          </span>
        }
        tabTitle={record?.title ?? object.label[scope.language]}
        actions={
          record ? (
            <>
              <RecordPresence object={object.name} id={id} />
              {record.deleted_at ? null : <FollowButton object={object.name} id={id} />}
              <RecordActions scope={scope} record={record} onGone={() => navigate(back)} />
            </>
          ) : null
        }
      />
      {error && !record ? (
        <ErrorState
          error={error}
          onRetry={refetch}
          actions={
            <>
              <Button asChild>
                <Link href={back}>{t('back_to', { name: label })}</Link>
              </Button>
              <Button asChild variant="ghost">
                <Link href={`/bin/${object.name}`}>{t('see_bin')}</Link>
              </Button>
            </>
          }
        />
      ) : phone ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <RecordTabs scope={scope} id={id} />
        </div>
      ) : record ? (
        <Panes scope={scope} record={record} />
      ) : (
        <RecordSkeleton />
      )}
      <ConflictDialog />
    </div>
  );
}

function Panes({ scope, record }: { scope: ObjectScope; record: RecordData }) {
  const t = useTranslations('record');
  const timeline = useTranslations('timeline');
  const editable = scope.can('update', record) && !isLocked(scope.object, record);
  return (
    // Where three do not fit beside each other, what is related stands below the timeline.
    <div className="flex min-h-0 flex-1 max-lg:grid max-lg:grid-cols-2 max-lg:grid-rows-[minmax(0,3fr)_minmax(0,2fr)]">
      <Pane label={t('fields')} className="w-96 shrink-0 border-r max-lg:row-span-2 max-lg:w-auto">
        <Identity scope={scope} record={record} />
        <FieldList scope={scope} record={record} editable={editable} />
      </Pane>
      <Pane label={timeline('title')} className="min-w-0 flex-1">
        <Touch scope={scope} record={record} editable={editable} />
        <OwnSection object={scope.object.name} record={record} editable={editable} />
        <h3 className="px-4 pt-3 font-semibold text-base">{timeline('title')}</h3>
        <Timeline scope={scope} record={record} />
      </Pane>
      <Pane
        label={t('related')}
        className="w-72 shrink-0 border-l max-lg:w-auto max-lg:border-t max-lg:border-l-0"
      >
        <RecordFiles scope={scope} record={record} />
        <RelatedRecords scope={scope} record={record} />
      </Pane>
    </div>
  );
}

function Pane({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: React.ReactNode;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`${className} overflow-y-auto outline-none`}
    >
      {children}
    </section>
  );
}
