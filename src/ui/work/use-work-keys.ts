'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import type { RecordData } from '@/ui/data/types';
import type { SelectionActions } from '@/ui/patterns/table/selection';
import { type Shortcut, useShortcuts } from '@/ui/shell/shortcuts';
import { quickAddField } from './quick-add-task';
import type { Menu } from './use-task-actions';
import type { RowContext } from './work-row';

interface Options {
  enabled: boolean;
  /** In the order they stand on the screen. */
  shown: readonly RecordData[];
  chosen: readonly RecordData[];
  editable: boolean;
  openId: string | null;
  onOpen: (id: string) => void;
  onComplete: (tasks: readonly RecordData[], done: boolean) => void;
  onMenu: (menu: RowContext['menu']) => void;
  onSelect: SelectionActions;
  onThrough: () => void;
}

/**
 * The list by keyboard: j and k move, one key each does something with the task that has the focus. What leaves its place
 * gives the focus to its neighbour.
 */
export function useWorkKeys(options: Options) {
  const { shown, chosen, editable, openId, onOpen, onSelect } = options;
  const t = useTranslations('work');
  const words = useTranslations('list');
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef<Wanted | null>(null);

  const rowOf = (id: string | undefined) =>
    id ? list.current?.querySelector<HTMLElement>(`[data-row="${id}"]`) : null;
  const focused = (): number => {
    const id = document.activeElement?.closest('[data-row]')?.getAttribute('data-row');
    const meant = id ?? (isFocusOnItsWay() ? goingTo() : undefined) ?? openId;
    return shown.findIndex((task) => task.id === meant);
  };
  const focus = (id: string | undefined) => {
    const title = rowOf(id)?.querySelector<HTMLElement>('[data-row-title]');
    title?.focus();
    title?.scrollIntoView({ block: 'nearest' });
  };
  /** Where the focus belongs from now on: on a task, or on its neighbour, of its group if it can be, once it has left. */
  const remember = (id: string) => {
    const at = shown.findIndex((task) => task.id === id);
    const group = groupOf(rowOf(id));
    const beside = [shown[at + 1]?.id, shown[at - 1]?.id].flatMap((one) => one ?? []);
    const within = beside.filter((one) => groupOf(rowOf(one)) === group);
    wanted.current = { id, group, others: [...within, ...beside] };
  };
  const goingTo = (): string | undefined => {
    if (!wanted.current) return undefined;
    const { id, group, others } = wanted.current;
    const row = rowOf(id);
    return row && groupOf(row) === group ? id : (others.find(rowOf) ?? id);
  };
  const comeBack = () => {
    if (isFocusOnItsWay()) focus(goingTo());
  };
  useEffect(() => {
    const leave = () => {
      wanted.current = null;
    };
    window.addEventListener('pointerdown', leave, true);
    return () => window.removeEventListener('pointerdown', leave, true);
  }, []);
  // A task that is drawn elsewhere or not at all has lost the focus it had.
  useEffect(() => {
    if (document.activeElement === document.body) comeBack();
  });

  const move = (by: number) => {
    const at = Math.min(Math.max(focused() + by, 0), shown.length - 1);
    const next = shown[at];
    if (!next) return;
    // A menu that is still closing gives the focus to this one.
    remember(next.id);
    focus(next.id);
    if (openId) onOpen(next.id);
  };
  const withTask = (act: (task: RecordData) => void) => () => {
    const task = shown[focused()];
    if (task) act(task);
  };
  const menu = (name: Menu) =>
    withTask((task) => {
      const meant = chosen.length > 0 ? chosen : [task];
      if (!editable || meant.some(({ status }) => status === 'done')) return;
      remember(task.id);
      options.onMenu({ id: task.id, menu: name, tasks: meant });
    });
  const complete = () => {
    const task = shown[focused()];
    const meant = chosen.length > 0 ? chosen : task ? [task] : [];
    const [first] = meant;
    if (!editable || !first) return;
    if (task) remember(task.id);
    options.onComplete(meant, first.status !== 'done');
    onSelect.clear();
  };
  const group = 'list' as const;
  const all: Shortcut[] = [
    { keys: 'j', label: words('key_down'), group, run: () => move(1) },
    { keys: 'k', label: words('key_up'), group, run: () => move(-1) },
    { keys: 'd', label: t('key_done'), group, run: complete },
    { keys: 's', label: t('menu_when'), group, opensField: true, run: menu('when') },
    { keys: 'a', label: t('menu_who'), group, opensField: true, run: menu('who') },
    { keys: 'p', label: t('menu_priority'), group, opensField: true, run: menu('priority') },
    {
      keys: 'x',
      label: words('key_select'),
      group,
      run: withTask((task) => onSelect.toggle(task.id)),
    },
    {
      keys: 'shift+x',
      label: words('key_select_range'),
      group,
      run: withTask((task) => onSelect.extend(task.id)),
    },
    { keys: 'w', label: t('work_through'), group, run: options.onThrough },
    {
      keys: 'c',
      label: t('add'),
      group,
      opensField: true,
      run: () => document.querySelector<HTMLElement>(`[${quickAddField}]`)?.focus(),
    },
  ];
  useShortcuts(options.enabled ? all : []);
  return { list, remember, comeBack };
}

interface Wanted {
  readonly id: string;
  readonly group: string | null;
  readonly others: readonly string[];
}

/** What had the focus is gone, or going: a menu gives it back some time after it has closed, and nothing else may have it by then. */
const isFocusOnItsWay = (): boolean => {
  const { activeElement } = document;
  return (
    activeElement === document.body ||
    !!activeElement?.closest('[role="dialog"][data-state="closed"]')
  );
};

const groupOf = (row: HTMLElement | null | undefined): string | null =>
  row?.closest('[data-group]')?.getAttribute('data-group') ?? null;
