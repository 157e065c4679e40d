'use client';

import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { useErrorText } from '@/ui/data/issue-text';
import { FilterText } from '@/ui/patterns/filters/condition-text';
import { useFilterEntries } from '@/ui/patterns/filters/use-filter-entries';
import { useObject } from '@/ui/patterns/object-scope';
import { Rows } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { toast } from '@/ui/primitives/toast';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Row, Section } from '../section';
import { ExistingSheet } from './existing-sheet';
import { RuleDialog } from './rule-dialog';
import { RunState } from './run-state';
import { TargetText } from './target-fields';
import {
  type Assigned,
  type Assignment,
  type Rule,
  useAssignment,
  useSetAssignment,
} from './use-assignment';
import { useRun } from './use-existing';

/** Who gets new records that name no owner: ordered rules, the first that fits decides; and the same for records that are there. */
function AssignmentSection({ of }: { of: Assigned }) {
  const t = useTranslations('assignment');
  const scope = useObject(of);
  const { byPath } = useFilterEntries(scope);
  const query = useAssignment(of);
  const { mutateAsync, isPending } = useSetAssignment(of);
  const errorText = useErrorText();
  const [edited, setEdited] = useState<number | 'new' | 'otherwise' | null>(null);
  const [applying, setApplying] = useState(false);
  const run = useRun(of);
  const now = query.data?.data;

  const store = async (next: Assignment): Promise<void> => void (await mutateAsync(next));
  /** A change of the whole list, with the way back in its message. */
  const change = (rules: readonly Rule[], message: string) => {
    if (!now || isPending) return;
    // A rule that was deleted comes back as a new one.
    const kept = new Set(rules.map(({ id }) => id));
    const old = now.rules.map(({ id, ...rule }) => (id && kept.has(id) ? { id, ...rule } : rule));
    const undo = () =>
      store({ ...now, rules: old, version: now.version + 1 }).catch((error) =>
        toast.error(errorText(error)),
      );
    store({ ...now, rules }).then(
      () => toast(message, { duration: 8000, action: { label: t('undo'), onClick: undo } }),
      (error) => toast.error(errorText(error)),
    );
  };
  const swap = (at: number, by: 1 | -1) => {
    const rules = [...(now?.rules ?? [])];
    const [one, other] = [rules[at], rules[at + by]];
    if (!one || !other) return;
    rules[at] = other;
    rules[at + by] = one;
    change(rules, t('moved', { name: one.name }));
  };

  return (
    <Section
      title={t(`title_${of}`)}
      description={t(`text_${of}`)}
      actions={
        <div className="flex flex-wrap gap-2">
          <Button disabled={!now} onClick={() => setApplying(true)}>
            {t(`apply_${of}`)}
          </Button>
          <Button variant="primary" disabled={!now} onClick={() => setEdited('new')}>
            <Plus aria-hidden />
            {t('new')}
          </Button>
        </div>
      }
    >
      {run.begun && !applying ? (
        <div className="mb-4 rounded-md border p-3">
          <RunState run={run} />
        </div>
      ) : null}
      {query.isError && !now ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !now ? (
        <Loading label={t('loading')} className="flex flex-col gap-2">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </Loading>
      ) : (
        <Rows>
          {now.rules.map((rule, at) => (
            <Row
              key={rule.id}
              icon={<Place>{at + 1}</Place>}
              title={rule.name}
              detail={
                <>
                  <span className="block">
                    {Object.keys(rule.filter).length > 0 ? (
                      <FilterText filter={rule.filter as Filter} byPath={byPath} />
                    ) : (
                      t(`every_${of}`)
                    )}
                  </span>
                  <span className="block">
                    <TargetText target={rule.to} />
                  </span>
                </>
              }
              actions={
                <>
                  <Tool
                    label={t('up', { name: rule.name })}
                    off={at === 0}
                    run={() => swap(at, -1)}
                  >
                    <ArrowUp aria-hidden />
                  </Tool>
                  <Tool
                    label={t('down', { name: rule.name })}
                    off={at === now.rules.length - 1}
                    run={() => swap(at, 1)}
                  >
                    <ArrowDown aria-hidden />
                  </Tool>
                  <Tool label={t('edit', { name: rule.name })} run={() => setEdited(at)}>
                    <Pencil aria-hidden />
                  </Tool>
                  <Tool
                    label={t('delete', { name: rule.name })}
                    run={() =>
                      change(
                        now.rules.filter((one) => one !== rule),
                        t('deleted', { name: rule.name }),
                      )
                    }
                  >
                    <Trash2 aria-hidden />
                  </Tool>
                </>
              }
            />
          ))}
          <Row
            icon={<Place>–</Place>}
            title={t(`otherwise_${of}`)}
            detail={<TargetText target={now.otherwise} />}
            actions={
              <Tool
                label={t('edit', { name: t(`otherwise_${of}`) })}
                run={() => setEdited('otherwise')}
              >
                <Pencil aria-hidden />
              </Tool>
            }
          />
        </Rows>
      )}
      {applying && now ? (
        <ExistingSheet
          of={of}
          scope={scope}
          rules={now}
          run={run}
          onClose={() => setApplying(false)}
        />
      ) : null}
      {edited !== null && now ? (
        <RuleDialog
          of={of}
          scope={scope}
          rule={ruleOf(now, edited)}
          otherwise={edited === 'otherwise'}
          onClose={() => setEdited(null)}
          onSave={(rule) =>
            store(
              edited === 'otherwise'
                ? { ...now, otherwise: rule.to }
                : {
                    ...now,
                    rules:
                      edited === 'new'
                        ? [...now.rules, rule]
                        : now.rules.map((one, at) => (at === edited ? rule : one)),
                  },
            )
          }
        />
      ) : null}
    </Section>
  );
}

export const LeadAssignment = () => <AssignmentSection of="leads" />;
export const AccountAssignment = () => <AssignmentSection of="accounts" />;

const ruleOf = (now: Assignment, edited: number | 'new' | 'otherwise'): Rule | null =>
  edited === 'otherwise'
    ? { name: '', filter: {}, to: now.otherwise }
    : edited === 'new'
      ? null
      : (now.rules[edited] ?? null);

function Place({ children }: { children: ReactNode }) {
  return (
    <span aria-hidden className="w-5 shrink-0 text-center text-faint-foreground tabular-nums">
      {children}
    </span>
  );
}

function Tool({
  label,
  off = false,
  run,
  children,
}: {
  label: string;
  off?: boolean;
  run: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip content={label}>
      <Button variant="ghost" size="icon" aria-label={label} disabled={off} onClick={run}>
        {children}
      </Button>
    </Tooltip>
  );
}
