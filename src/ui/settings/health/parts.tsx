'use client';

import { AlertTriangle, CheckCircle2, XCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { cn } from '@/ui/primitives/cn';
import { RelativeTime } from '@/ui/primitives/time';
import { figureText } from './figure';
import type { HealthPart, HealthState } from './types';

const icons = {
  ok: { Icon: CheckCircle2, color: 'text-success' },
  degraded: { Icon: AlertTriangle, color: 'text-warning' },
  down: { Icon: XCircle, color: 'text-danger' },
} as const;

function StateIcon({ state }: { state: HealthState }) {
  const t = useTranslations('health');
  const { Icon, color } = icons[state];
  return (
    <Icon role="img" aria-label={t(`state_${state}`)} className={cn('size-4 shrink-0', color)} />
  );
}

/** One line for the whole, then each part with what is wrong with it in plain words and its figures. */
export function Parts({ state, parts }: { state: HealthState; parts: readonly HealthPart[] }) {
  const t = useTranslations('health');
  const troubled = parts.filter((part) => part.state !== 'ok').length;
  return (
    <>
      <p role="status" className="mb-3 flex items-center gap-2 font-medium text-sm">
        <StateIcon state={state} />
        {troubled === 0 ? t('all_well') : t('troubled', { count: troubled })}
      </p>
      <ul className="divide-y border-y">
        {parts.map((part) => (
          <Part key={part.name} part={part} />
        ))}
      </ul>
    </>
  );
}

function Part({ part: { name, state, problem, figures } }: { part: HealthPart }) {
  const t = useTranslations('health');
  const { tag } = useLocaleInfo();
  const shown = Object.entries(figures).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  return (
    <li className="flex gap-3 py-3">
      <StateIcon state={state} />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-sm leading-4">
          {t.has(`part_${name}`) ? t(`part_${name}`) : name}
        </p>
        {problem ? (
          <p className="mt-1 text-sm">
            {t.has(`problem_${problem.code}`) ? t(`problem_${problem.code}`) : problem.message}
          </p>
        ) : null}
        {shown.length > 0 ? (
          <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-xs">
            {shown.map(([key, value]) => (
              <div key={key} className="flex gap-1.5">
                <dt className="text-faint-foreground">
                  {t.has(`figure_${key}`) ? t(`figure_${key}`) : key}
                </dt>
                <dd className="tabular-nums">
                  {key.endsWith('_at') ? (
                    <RelativeTime value={String(value)} />
                  ) : (
                    figureText(key, value, tag)
                  )}
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
      </div>
    </li>
  );
}
