'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { Switch } from '@/ui/primitives/switch';
import { ChecklistEditor } from '../editors/checklist-editor';
import { InlineEditor } from '../editors/inline-editor';
import { type Entry, isEditableInPlace, valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { useEdit } from '../records/use-edit';
import { isEmpty } from '../values/empty';
import { Value } from '../values/value';

/** Fields that stand above all others, see `touch.tsx`; not repeated among their group. */
export const touchFields: readonly string[] = ['last_touch_at', 'next_step', 'next_step_on'];

/** Every field of a record by group, edited where it stands. Empty ones stay folded until asked for. */
export function FieldList({
  scope,
  record,
  editable,
}: {
  scope: ObjectScope;
  record: RecordData;
  editable: boolean;
}) {
  const t = useTranslations('record');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { object, language } = scope;
  const custom = scope.entries.filter((entry) => entry.custom);
  const system = scope.entries.filter((entry) => !entry.custom && !(entry.path in object.fields));
  const groups = [
    ...Object.entries(object.groups).map(([name, label]) => ({
      name,
      label: label[language],
      entries: scope.entries.filter(
        (entry) => !entry.custom && entry.field.group === name && !touchFields.includes(entry.path),
      ),
    })),
    {
      name: 'other',
      label: t('other_fields'),
      entries: scope.entries.filter(
        (entry) => !entry.custom && entry.path in object.fields && !entry.field.group,
      ),
    },
    { name: 'custom', label: t('custom_fields'), entries: custom },
    { name: 'system', label: t('system_fields'), entries: system },
  ];
  return groups.map((group) => {
    if (group.entries.length === 0) return null;
    const isSaid = (entry: Entry) =>
      !isEmpty(valueAt(record, entry.path)) && valueAt(record, entry.path) !== false;
    const always = (entry: Entry) =>
      entry.field.quick === true || entry.field.column !== undefined || entry.custom !== undefined;
    const shown = group.entries.filter(
      (entry) =>
        open.has(group.name) ||
        ((isSaid(entry) || always(entry)) && !isRepeated(scope, entry, record)),
    );
    const hidden = group.entries.length - shown.length;
    return (
      // No landmark: two records may stand beside each other, with groups of the same name.
      <div
        key={group.name}
        role="group"
        aria-labelledby={`group-${object.name}-${group.name}`}
        className="border-b px-4 py-3"
      >
        <h3
          id={`group-${object.name}-${group.name}`}
          className="mb-1 font-medium text-faint-foreground text-xs"
        >
          {group.label}
        </h3>
        <dl>
          {shown.map((entry) => (
            <FieldRow
              key={entry.path}
              scope={scope}
              entry={entry}
              record={record}
              editable={editable && isEditableInPlace(entry)}
            />
          ))}
        </dl>
        {hidden > 0 || open.has(group.name) ? (
          <Button
            variant="ghost"
            size="sm"
            className="-ml-2 text-faint-foreground text-xs"
            aria-expanded={open.has(group.name)}
            onClick={() => setOpen(toggled(open, group.name))}
          >
            {open.has(group.name) ? t('fewer_fields') : t('more_fields', { count: hidden })}
          </Button>
        ) : null}
      </div>
    );
  });
}

/** A list with one entry says what its scalar says; of a longer list the scalar says a part. */
function isRepeated(scope: ObjectScope, entry: Entry, record: RecordData): boolean {
  const isLong = (path: string) => ((valueAt(record, path) as unknown[] | null)?.length ?? 0) > 1;
  if (entry.field.primary_field) return !isLong(entry.path);
  const list = scope.entries.find((one) => one.field.primary_field === entry.path);
  return list !== undefined && isLong(list.path);
}

function toggled(set: ReadonlySet<string>, name: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(name)) next.add(name);
  return next;
}

/** One field: its name, and its value as a button that turns into an editor. */
export function FieldRow({
  scope,
  entry,
  record,
  editable,
}: {
  scope: ObjectScope;
  entry: Entry;
  record: RecordData;
  editable: boolean;
}) {
  const t = useTranslations('record');
  const edit = useEdit(scope);
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const lastKey = useRef('');
  // Who ended the edit by a key goes on from here; who clicked elsewhere is there.
  useEffect(() => {
    if (!editing && /^(Enter|Tab|Escape)$/.test(lastKey.current)) pencil.current?.focus();
    lastKey.current = '';
  }, [editing]);
  const label = entry.field.label[scope.language];
  const value = valueAt(record, entry.path);
  const shown = <Value entry={entry} value={value} record={record} full />;
  const isBoolean = entry.field.kind === 'boolean';
  return (
    <div className="group/field flex min-h-8 items-start gap-2 max-md:min-h-11">
      <dt className="w-32 shrink-0 py-1.5 text-muted-foreground max-md:py-3">{label}</dt>
      <dd
        onKeyDownCapture={(event) => {
          lastKey.current = event.key;
        }}
        className={cn(
          'relative min-w-0 flex-1',
          editing && 'h-8 rounded-md border border-primary-text max-md:h-11',
        )}
      >
        {isBoolean && editable ? (
          <span className="flex h-8 items-center px-2 max-md:h-11">
            <Switch
              aria-label={label}
              checked={value === true}
              onCheckedChange={(checked) =>
                void edit({ base: record, changes: { [entry.path]: checked } })
              }
            />
          </span>
        ) : entry.field.format === 'checklist' && editable ? (
          <div className="px-2">
            <ChecklistEditor
              entry={entry}
              value={value}
              record={record}
              control={{ 'aria-label': label }}
              onChange={(next) => void edit({ base: record, changes: { [entry.path]: next } })}
            />
          </div>
        ) : editing ? (
          <InlineEditor
            entry={entry}
            record={record}
            onDone={(change) => {
              setEditing(false);
              if (change) {
                void edit({
                  base: change.base,
                  changes: { [entry.path]: change.value },
                  ...(change.related === undefined
                    ? {}
                    : { related: { [entry.path]: change.related } }),
                });
              }
            }}
          />
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: the pencil beside it does the same by keyboard
          // biome-ignore lint/a11y/useKeyWithClickEvents: as above
          <div
            onClick={(event) =>
              editable &&
              !(event.target as HTMLElement).closest('a,button') &&
              !window.getSelection()?.toString() &&
              setEditing(true)
            }
            className={cn(
              'flex min-h-8 items-center rounded-md px-2 py-1.5 max-md:min-h-11',
              editable && 'cursor-text hover:bg-hover',
            )}
          >
            <span className="min-w-0 flex-1 break-words">
              {isEmpty(value) ? (
                <span className="text-faint-foreground">{editable ? t('add') : '–'}</span>
              ) : (
                shown
              )}
            </span>
            {editable ? (
              <button
                ref={pencil}
                type="button"
                aria-label={t('edit_named', { name: label })}
                onClick={() => setEditing(true)}
                className="flex size-5 shrink-0 items-center justify-center self-start rounded-sm text-faint-foreground opacity-0 hover:text-foreground focus-visible:opacity-100 group-hover/field:opacity-100 max-md:-my-1.5 max-md:size-11 max-md:opacity-100"
              >
                <Pencil aria-hidden className="size-3.5" />
              </button>
            ) : null}
          </div>
        )}
      </dd>
    </div>
  );
}
