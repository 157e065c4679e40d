'use client';

import { useTranslations } from 'next-intl';
import { useMembers } from '@/ui/patterns/records/use-members';
import type { Assigned, Assignment } from './use-assignment';
import type { Preview } from './use-existing';

/** How many records each rule would give to whom, and some of them with the owner they have and the one they would have. */
export function PreviewLists({
  of,
  told,
  rules,
}: {
  of: Assigned;
  told: Preview;
  rules: Assignment;
}) {
  const t = useTranslations('assignment');
  const { data: members = [] } = useMembers(true, true);
  const nameOf = (id: string | null) =>
    id === null ? t('nobody') : (members.find((one) => one.id === id)?.title ?? t('left'));
  const ruleOf = (id: string | null) =>
    rules.rules.find((rule) => rule.id === id)?.name ?? t(`otherwise_${of}`);
  // In the order of the rules, what fits none at the end.
  const ids = [...rules.rules.flatMap(({ id }) => id ?? []), null].filter((id) =>
    told.gives.some((one) => one.rule_id === id),
  );
  return (
    <section aria-labelledby="apply-preview" className="flex flex-col gap-3">
      <h3 id="apply-preview" className="font-medium" aria-live="polite">
        {t(`changing_${of}`, { count: told.changing })}
      </h3>
      {told.refused > 0 ? (
        <p className="text-danger text-sm">{t('beyond', { count: told.refused })}</p>
      ) : null}
      {ids.map((id) => (
        <div key={id ?? ''} className="rounded-md border">
          <h4 className="border-b bg-surface px-3 py-1.5 font-medium text-sm">{ruleOf(id)}</h4>
          <ul className="px-3 py-1.5 text-sm">
            {told.gives
              .filter((one) => one.rule_id === id)
              .map(({ owner_id, count }) => (
                <li key={owner_id} className="flex justify-between gap-3 py-0.5">
                  <span className="min-w-0 truncate">{nameOf(owner_id)}</span>
                  <span className="tabular-nums">+{count}</span>
                </li>
              ))}
          </ul>
          <ul
            aria-label={t('sample')}
            className="border-t px-3 py-1.5 text-muted-foreground text-xs"
          >
            {told.sample
              .filter((one) => one.rule_id === id)
              .map((one) => (
                <li key={one.id} className="py-0.5">
                  <span className="text-foreground">{one.title}</span>
                  {': '}
                  {t('from_to', { from: nameOf(one.from), to: nameOf(one.to) })}
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
