'use client';

import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { Combobox } from '@/ui/primitives/combobox';
import { keepKeys } from '@/ui/primitives/keep-keys';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Select } from '@/ui/primitives/select';
import type { Entry } from '../model/entries';
import {
  addNode,
  type Condition,
  emptyGroup,
  type Group,
  isGroup,
  type Node,
  newCondition,
  replaceNode,
  withOperator,
} from '../model/filter-tree';
import { offeredOperators, operatorWords } from '../model/filter-words';
import { useLocaleInfo } from '../values/use-locale-info';
import { entryLabel } from './condition-text';
import { ConditionValue } from './condition-value';

interface Shared {
  entries: readonly Entry[];
  byPath: ReadonlyMap<string, Entry>;
  /** The whole tree; every change goes through it. */
  root: Group;
  onRoot: (next: Group) => void;
}

/** Conditions and groups of them, edited in place. */
export function FilterBuilder({ entries, root, onRoot }: Omit<Shared, 'byPath'>) {
  const byPath = useMemo(() => new Map(entries.map((entry) => [entry.path, entry])), [entries]);
  return (
    <GroupEditor
      entries={entries}
      byPath={byPath}
      root={root}
      onRoot={onRoot}
      group={root}
      depth={0}
    />
  );
}

function GroupEditor({ group, depth, ...shared }: Shared & { group: Group; depth: number }) {
  const t = useTranslations('filters');
  const { root, onRoot } = shared;
  const [added, setAdded] = useState('');
  const setGroup = (next: Group) =>
    onRoot(group.key === root.key ? next : replaceNode(root, group.key, next));
  return (
    <div
      role="group"
      aria-label={group.join === 'and' ? t('all_of') : t('any_of')}
      className={cn('flex flex-col gap-2', depth > 0 && 'rounded-lg border bg-surface p-2')}
    >
      {group.items.length > 1 || depth > 0 ? (
        <div className="flex items-center gap-2">
          <SegmentedControl
            aria-label={t('match')}
            value={group.join}
            onValueChange={(join) => setGroup({ ...group, join })}
            options={[
              { value: 'and', label: t('all_of') },
              { value: 'or', label: t('any_of') },
            ]}
          />
          {depth > 0 ? (
            <Button
              variant="ghost"
              size="icon-sm"
              className="ml-auto"
              aria-label={t('remove_group')}
              onClick={() => onRoot(replaceNode(root, group.key, null))}
            >
              <X aria-hidden />
            </Button>
          ) : null}
        </div>
      ) : null}
      {group.items.map((node: Node) =>
        isGroup(node) ? (
          <GroupEditor key={node.key} {...shared} group={node} depth={depth + 1} />
        ) : (
          <ConditionRow key={node.key} {...shared} condition={node} isNew={node.key === added} />
        ),
      )}
      <div className="flex flex-wrap items-center gap-1">
        <AddCondition
          {...shared}
          group={group}
          onAdded={setAdded}
          startOpen={depth === 0 && group.items.length === 0}
        />
        {depth < 2 ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() =>
              onRoot(addNode(root, group.key, emptyGroup(group.join === 'and' ? 'or' : 'and')))
            }
          >
            <Plus aria-hidden />
            {t('add_group')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function useFieldOptions(entries: readonly Entry[]) {
  const { language } = useLocaleInfo();
  return useMemo(() => {
    // What the list shows is what people filter by first.
    const shown = entries.filter((entry) => !entry.through && entry.field.column !== undefined);
    return [...shown, ...entries.filter((entry) => !shown.includes(entry))].map((entry) => ({
      value: entry.path,
      label: entryLabel(entry, language),
    }));
  }, [entries, language]);
}

function AddCondition({
  entries,
  byPath,
  root,
  onRoot,
  group,
  onAdded,
  startOpen,
}: Shared & { group: Group; onAdded: (key: string) => void; startOpen: boolean }) {
  const t = useTranslations('filters');
  const options = useFieldOptions(entries);
  const [round, setRound] = useState(0);
  return (
    <span className="block w-44">
      <Combobox
        key={round}
        value={null}
        options={options}
        placeholder={t('add_condition')}
        aria-label={t('add_condition')}
        defaultOpen={startOpen && round === 0}
        onValueChange={(path) => {
          const entry = path ? byPath.get(path) : undefined;
          if (entry) {
            const condition = newCondition(entry.path, entry.field.kind);
            onAdded(condition.key);
            onRoot(addNode(root, group.key, condition));
          }
          setRound(round + 1);
        }}
        className="border-transparent text-muted-foreground hover:bg-hover"
      />
    </span>
  );
}

function ConditionRow({
  condition,
  isNew,
  entries,
  byPath,
  root,
  onRoot,
}: Shared & { condition: Condition; isNew: boolean }) {
  const t = useTranslations('filters');
  const options = useFieldOptions(entries);
  const entry = byPath.get(condition.field);
  const value = useRef<HTMLSpanElement>(null);
  // Whoever chose a field says its value next. The list they chose from gives its focus back once it has gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (!isNew) return;
    keepKeys();
    const timer = setTimeout(() =>
      value.current?.querySelector<HTMLElement>('input, button')?.focus(),
    );
    return () => clearTimeout(timer);
  }, []);
  const set = (next: Condition | null) => onRoot(replaceNode(root, condition.key, next));
  const kind = entry?.field.kind ?? 'text';
  const operators = offeredOperators(kind);
  // An operator that came by address stays choosable though the builder would not offer it.
  const shown = operators.includes(condition.op) ? operators : [condition.op, ...operators];
  return (
    <div className="flex items-start gap-1.5 max-md:flex-wrap">
      <span className="block w-40 shrink-0 max-md:w-full">
        <Combobox
          aria-label={t('field')}
          value={condition.field}
          options={options}
          onValueChange={(path) => {
            const next = path ? byPath.get(path) : undefined;
            if (next) set({ ...newCondition(next.path, next.field.kind), key: condition.key });
          }}
        />
      </span>
      <span className="block w-36 shrink-0 max-md:w-auto max-md:flex-1">
        <Select
          aria-label={t('operator')}
          value={condition.op}
          options={shown.map((op) => ({ value: op, label: t(`op.${operatorWords(op, kind)}`) }))}
          onValueChange={(op) => set(withOperator(condition, op))}
        />
      </span>
      <span
        ref={value}
        className="block min-w-44 flex-1 max-md:order-last max-md:w-full max-md:flex-none"
      >
        {entry ? (
          <ConditionValue
            key={`${condition.field}${condition.op}`}
            entry={entry}
            condition={condition}
            onChange={(value) => set({ ...condition, value })}
          />
        ) : (
          t('unknown_field')
        )}
      </span>
      <Button
        variant="ghost"
        size="icon"
        aria-label={t('remove_condition')}
        onClick={() => set(null)}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}
