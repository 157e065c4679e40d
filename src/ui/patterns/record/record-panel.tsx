'use client';

import { ChevronDown, ChevronUp, Maximize2, X } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/ui/primitives/tabs';
import { Tooltip } from '@/ui/primitives/tooltip';
import { useEscape } from '@/ui/shell/escape';
import { Link } from '@/ui/shell/navigation';
import { Timeline } from '@/ui/timeline/timeline';
import { isLocked } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { FieldList } from './field-list';
import { Identity } from './identity';
import { RecordPresence } from './lazy-presence';
import { hasOwnSection, OwnSection } from './own-section';
import { RecordActions } from './record-actions';
import { RecordFiles, useHasFiles } from './record-files';
import { RelatedRecords } from './related';
import { Touch } from './touch';
import { useShownRecord } from './use-shown-record';

interface Props {
  scope: ObjectScope;
  id: string;
  /** Absent at the ends of the list. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  onClose: () => void;
  phone: boolean;
}

/** A record beside its list; over it on phones. */
export function RecordPanel({ scope, id, onPrevious, onNext, onClose, phone }: Props) {
  const t = useTranslations('record');
  const { record } = useShownRecord(scope, id);
  useEscape(onClose, !phone);
  const tools = (
    <>
      <RecordPresence object={scope.object.name} id={id} />
      <Tool label={t('previous')} shortcut="k" onClick={onPrevious}>
        <ChevronUp aria-hidden />
      </Tool>
      <Tool label={t('next')} shortcut="j" onClick={onNext}>
        <ChevronDown aria-hidden />
      </Tool>
      <Tooltip content={t('open_page')}>
        <Button asChild variant="ghost" size="icon-sm" aria-label={t('open_page')}>
          <Link href={`/${scope.object.name}/${id}`}>
            <Maximize2 aria-hidden />
          </Link>
        </Button>
      </Tooltip>
      {record ? (
        <RecordActions scope={scope} record={record} onGone={onNext ?? onPrevious ?? onClose} />
      ) : null}
    </>
  );
  if (phone) {
    return (
      <Sheet open onOpenChange={(open) => !open && onClose()}>
        <SheetContent title={scope.object.label[scope.language]} actions={tools}>
          <RecordTabs key={id} scope={scope} id={id} />
        </SheetContent>
      </Sheet>
    );
  }
  return (
    <aside
      aria-label={record?.title ?? scope.object.label[scope.language]}
      className="flex w-108 shrink-0 flex-col border-l bg-background"
    >
      <div className="flex h-9 shrink-0 items-center border-b px-2">
        <span className="flex-1" />
        {tools}
        <Tool label={t('close')} shortcut="escape" onClick={onClose}>
          <X aria-hidden />
        </Tool>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto outline-none">
        <RecordTabs key={id} scope={scope} id={id} />
      </div>
    </aside>
  );
}

function Tool({
  label,
  shortcut,
  onClick,
  children,
}: {
  label: string;
  shortcut: string;
  onClick: (() => void) | undefined;
  children: ReactNode;
}) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={label}
        aria-disabled={onClick ? undefined : true}
        onClick={onClick}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

/** Fields, timeline and related records in one narrow column. */
export function RecordTabs({ scope, id }: { scope: ObjectScope; id: string }) {
  const t = useTranslations('record');
  const timeline = useTranslations('timeline');
  const asked = useSearchParams().has('log');
  const hasFiles = useHasFiles(scope);
  const [tab, setTab] = useState('fields');
  useEffect(() => {
    if (asked) setTab('timeline');
  }, [asked]);
  const { record, error, refetch } = useShownRecord(scope, id);
  if (error && !record) return <ErrorState error={error} onRetry={refetch} />;
  if (!record) return <RecordSkeleton />;
  const editable = scope.can('update', record) && !isLocked(scope.object, record);
  return (
    <>
      <Identity scope={scope} record={record} />
      <Touch scope={scope} record={record} editable={editable} />
      <Tabs value={tab} onValueChange={setTab}>
        <TabsList className="px-4">
          <TabsTrigger value="fields">{t('fields')}</TabsTrigger>
          {hasOwnSection(scope.object.name) ? (
            <TabsTrigger value="own">{t('lines')}</TabsTrigger>
          ) : null}
          <TabsTrigger value="timeline">{timeline('title')}</TabsTrigger>
          {hasFiles ? <TabsTrigger value="files">{t('files')}</TabsTrigger> : null}
          <TabsTrigger value="related">{t('related')}</TabsTrigger>
        </TabsList>
        <TabsContent value="fields">
          <FieldList scope={scope} record={record} editable={editable} />
        </TabsContent>
        <TabsContent value="own">
          <OwnSection object={scope.object.name} record={record} editable={editable} />
        </TabsContent>
        <TabsContent value="timeline">
          <Timeline scope={scope} record={record} />
        </TabsContent>
        <TabsContent value="files">
          <RecordFiles scope={scope} record={record} />
        </TabsContent>
        <TabsContent value="related">
          <RelatedRecords scope={scope} record={record} />
        </TabsContent>
      </Tabs>
    </>
  );
}

export function RecordSkeleton() {
  const t = useTranslations('primitives');
  return (
    <Loading label={t('loading')} className="flex flex-col gap-4 p-4">
      <div className="flex items-center gap-3">
        <Skeleton className="size-10 rounded-full" />
        <Skeleton className="h-5 w-40" />
      </div>
      {[1, 2, 3, 4, 5, 6].map((at) => (
        <div key={at} className="flex gap-4">
          <Skeleton className="w-24" />
          <Skeleton className="flex-1" />
        </div>
      ))}
    </Loading>
  );
}
