'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { usePipelines } from '@/ui/deals/use-pipelines';
import type { BoardColumn } from '@/ui/patterns/board/board-model';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Select } from '@/ui/primitives/select';
import { Link } from '@/ui/shell/navigation';
import { Card } from './card';
import { sumOf } from './decimals';
import { allOf, listHref, type Whose } from './filters';

type Stage = Omit<BoardColumn, 'data'>;

/** The open stages of a pipeline with what stands in them; each leads to its deals. */
export function PipelineCard({ whose }: { whose: Whose }) {
  const t = useTranslations('home');
  const pipelines = usePipelines();
  const [chosen, setChosen] = useState('');
  const filter = whose === 'me' ? JSON.stringify(allOf(whose)) : '';
  const query = useQuery({
    queryKey: keys.list('deals', { home: 'pipeline', pipeline: chosen, filter }),
    queryFn: ({ signal }) =>
      api<Stage[]>('GET', '/deals/pipeline', undefined, {
        query: { pipeline_id: chosen, filter, fields: 'title' },
        signal,
      }),
  });
  const stages = query.data?.data.filter(({ kind }) => kind === 'open') ?? [];
  return (
    <Card
      title={t('pipeline')}
      more={{
        href: `/deals?${new URLSearchParams({ view: 'board', ...(chosen ? { pipeline: chosen } : {}), ...(filter ? { filter } : {}) })}`,
        label: t('to_board'),
      }}
      actions={
        pipelines.length > 1 ? (
          <Select
            aria-label={t('which_pipeline')}
            className="w-40"
            value={chosen || (pipelines[0]?.id ?? '')}
            onValueChange={setChosen}
            options={pipelines.map(({ id, title }) => ({ value: id, label: title }))}
          />
        ) : null
      }
      query={query}
    >
      {() => <Stages stages={stages} whose={whose} pipeline={chosen || (pipelines[0]?.id ?? '')} />}
    </Card>
  );
}

function Stages({
  stages,
  whose,
  pipeline,
}: {
  stages: readonly Stage[];
  whose: Whose;
  /** Its id. */
  pipeline: string;
}) {
  const t = useTranslations('home');
  const { currency, tag } = useLocaleInfo();
  const { user } = useSession();
  const money = (amount: string) => formatMoney(amount, currency, tag);
  const href = listHref(
    'deals',
    allOf(
      whose,
      { field: 'status', op: 'eq', value: 'open' },
      { field: 'pipeline_id', op: 'eq', value: pipeline },
    ),
  );
  const changes = `/forecast?${new URLSearchParams({
    ...{ view: 'changes', since: 'week', pipeline },
    ...(whose === 'me' ? { owner: user.id } : {}),
  })}`;
  // Whoever does not see amounts sees how many there are.
  const sizeOf = ({ amount, count }: Stage) => Number(amount ?? count);
  const largest = Math.max(1, ...stages.map(sizeOf));
  return (
    <div className="flex flex-col py-2">
      <dl className="grid grid-cols-3 gap-3 px-4 py-2">
        <Figure
          name={t('open_deals')}
          href={href}
          value={String(stages.reduce((n, s) => n + s.count, 0))}
        />
        {(['amount', 'weighted_amount'] as const).map((sum) => {
          const parts = stages.flatMap((stage) => stage[sum] ?? []);
          return parts.length === stages.length ? (
            <Figure
              key={sum}
              name={t(sum === 'amount' ? 'amount' : 'weighted')}
              href={href}
              value={money(sumOf(parts))}
            />
          ) : null;
        })}
      </dl>
      <ul>
        {stages.map((stage) => (
          <li key={stage.id}>
            <Link
              href={listHref(
                'deals',
                allOf(whose, { field: 'stage_id', op: 'eq', value: stage.id }),
              )}
              className="flex min-h-9 items-center gap-3 px-4 text-sm hover:bg-hover max-md:min-h-11"
            >
              <span className="w-28 shrink-0 truncate">{stage.name}</span>
              <span aria-hidden className="h-2 min-w-0 flex-1 rounded-sm bg-hover">
                <span
                  className="block h-2 rounded-sm bg-primary"
                  style={{ width: `${(sizeOf(stage) / largest) * 100}%` }}
                />
              </span>
              <span className="w-8 shrink-0 text-right text-muted-foreground tabular-nums">
                {stage.count}
              </span>
              <span className="w-28 shrink-0 truncate text-right font-medium tabular-nums">
                {stage.amount === null ? null : money(stage.amount)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <Link
        href={changes}
        className="mx-4 mt-1 self-start rounded-sm py-1.5 text-primary-text text-sm hover:underline max-md:py-2.5"
      >
        {t('what_changed')}
      </Link>
    </div>
  );
}

/** A number that leads to its deals. */
const Figure = ({ name, value, href }: { name: string; value: string; href: string }) => (
  <div className="flex min-w-0 flex-col">
    <dt className="truncate text-faint-foreground text-xs">{name}</dt>
    <dd className="truncate font-semibold text-lg tabular-nums max-md:text-base" title={value}>
      <Link href={href} className="rounded-sm underline-offset-4 hover:underline">
        {value}
      </Link>
    </dd>
  </div>
);
