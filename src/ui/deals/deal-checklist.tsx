'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { dealChecks } from '@/objects/deals/object';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useCreateRecord, useDeleteRecords, useFailureToast } from '@/ui/data/use-records';
import { Badge } from '@/ui/primitives/badge';
import { Checkbox } from '@/ui/primitives/checkbox';
import { RelativeTime } from '@/ui/primitives/time';
import { type Check, checklistQuery, type Tick, ticksQuery } from './use-checks';

/** What is to be seen to in the stage of a deal, and who ticked what. Nothing when the stage has no checklist. */
export function DealChecklist({ record }: { record: RecordData }) {
  const t = useTranslations('board');
  const checks = useQuery(checklistQuery(String(record.stage_id))).data?.data ?? [];
  const ids = checks.map(({ id }) => id);
  const { data } = useQuery({ ...ticksQuery(record.id, ids), enabled: ids.length > 0 });
  if (checks.length === 0 || !data) return null;
  const ticksOf = (check: Check) => data.data.filter(({ check_id }) => check_id === check.id);
  const done = checks.filter((check) => ticksOf(check).length > 0).length;
  return (
    <section aria-label={t('checklist')} className="w-full rounded-md bg-surface px-3 py-2">
      <p className="flex items-center justify-between gap-2">
        <span className="font-medium">{t('checklist')}</span>
        <span className="text-muted-foreground text-xs tabular-nums">
          {t('checklist_done', { done, count: checks.length })}
        </span>
      </p>
      <ul className="mt-1 flex flex-col">
        {checks.map((check) => (
          <Entry key={check.id} deal={record} check={check} ticks={ticksOf(check)} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ deal, check, ticks }: { deal: RecordData; check: Check; ticks: readonly Tick[] }) {
  const t = useTranslations('board');
  const can = useCan();
  const label = useId();
  const create = useCreateRecord(dealChecks.name);
  const { remove, isPending } = useDeleteRecords(dealChecks.name);
  const report = useFailureToast();
  const [tick] = ticks;
  const { name } = check;
  const may =
    !deal.deleted_at &&
    can('deals:update', deal) &&
    can(`deal_checks:${tick ? 'delete' : 'create'}`);
  const toggle = () => {
    if (create.isPending || isPending) return;
    if (tick)
      // A refusal is reported by the hook.
      remove(
        ticks.map(({ id }) => id),
        t('unticked', { name }),
      ).catch(() => undefined);
    else
      create.mutate(
        { values: { deal_id: deal.id, check_id: check.id }, message: t('ticked', { name }) },
        { onError: report },
      );
  };
  return (
    <li className="flex min-h-8 items-start gap-2 py-1 max-md:min-h-11 max-md:items-center">
      <Checkbox
        checked={tick !== undefined}
        onCheckedChange={toggle}
        disabled={!may}
        aria-labelledby={label}
        className="mt-0.5"
      />
      <span className="min-w-0 flex-1">
        <span id={label} className="break-words">
          {name}
        </span>{' '}
        {check.is_required && !tick ? <Badge color="amber">{t('needed')}</Badge> : null}
        {tick ? (
          <span className="block text-faint-foreground text-xs">
            {tick.owner?.title} <RelativeTime value={String(tick.created_at)} />
          </span>
        ) : null}
      </span>
    </li>
  );
}
