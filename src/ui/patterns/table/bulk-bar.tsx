'use client';

import { PencilLine, Trash2, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { FormField } from '@/ui/primitives/field';
import { numberFormat } from '@/ui/primitives/intl';
import { Popover, PopoverContent, PopoverTrigger } from '@/ui/primitives/popover';
import { useEscape } from '@/ui/shell/escape';
import { FieldEditor } from '../editors/field-editor';
import { isEditable, patchOf } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { type BulkTarget, useBulkChange } from '../records/use-bulk-change';
import type { Count } from '../records/use-record-list';
import { emptyValue } from '../values/empty';
import type { Invalid } from '../values/parse';
import { useLocaleInfo } from '../values/use-locale-info';
import { ExportButton } from './export-button';
import type { SelectionActions } from './selection';

interface Props {
  scope: ObjectScope;
  selection: SelectionActions;
  /** How many the list matches. */
  matching: Count | undefined;
  filter: Filter | null;
  q: string;
  /** What else can be done with them. */
  children?: ReactNode;
}

/** What can be done with the selected records, at the foot of the list. */
export function BulkBar({ scope, selection, matching, filter, q, children }: Props) {
  const t = useTranslations('list');
  const bulk = useBulkChange(scope.object.name);
  const locale = useLocaleInfo();
  const [asking, setAsking] = useState(false);
  const { ids, all } = selection.selection;
  const isEmpty = !all && ids.size === 0;
  useEscape(selection.clear, !isEmpty);
  const number = (value: number) => numberFormat(locale.tag, {}).format(value);
  if (bulk.progress) return <Progress {...bulk.progress} />;
  if (isEmpty) return null;

  const count = all ? (matching?.total ?? ids.size) : ids.size;
  const about = all && matching?.is_estimate ? t('about', { count: number(count) }) : number(count);
  const target: BulkTarget = all
    ? { filter: filter ?? {}, ...(q ? { q } : {}) }
    : { ids: [...ids] };
  const remove = async () => {
    setAsking(false);
    if (await bulk.run({ delete: true }, target, t('deleted_count', { count }))) selection.clear();
  };
  return (
    <section
      aria-label={t('selection')}
      className="absolute inset-x-0 bottom-3 z-30 mx-auto flex w-fit max-w-[calc(100%-24px)] flex-wrap items-center gap-1.5 rounded-lg bg-popover p-1.5 pl-3 shadow-popover max-md:bottom-2 max-md:w-full"
    >
      <output className="font-medium tabular-nums">{t('selected', { count: about })}</output>
      {!all && matching && matching.total > ids.size ? (
        <Button
          variant="link"
          size="bare"
          className="px-1 max-md:min-h-11"
          onClick={selection.selectAllMatching}
        >
          {t('select_all', {
            count: matching.is_estimate
              ? t('about', { count: number(matching.total) })
              : number(matching.total),
          })}
        </Button>
      ) : null}
      {/* On phones what can be done has a row of its own. */}
      <span aria-hidden className="hidden basis-full max-md:order-last max-md:block" />
      {children}
      {scope.can('update') ? (
        <BulkEdit
          scope={scope}
          count={about}
          busy={bulk.busy}
          onApply={async (set, name) =>
            (await bulk.run({ update: set }, target, t('changed_count', { count, name }))) &&
            selection.clear()
          }
        />
      ) : null}
      <ExportButton
        scope={scope}
        ids={all ? null : ids}
        filter={filter}
        q={q}
        size="sm"
        className="max-md:order-last max-md:flex-1"
      />
      {scope.can('delete') ? (
        <Button
          size="sm"
          className="max-md:order-last max-md:flex-1"
          busy={bulk.busy}
          onClick={() => (all ? setAsking(true) : void remove())}
        >
          <Trash2 aria-hidden />
          {t('delete')}
        </Button>
      ) : null}
      <Button
        variant="ghost"
        size="icon-sm"
        className="max-md:ml-auto"
        aria-label={t('clear_selection')}
        onClick={selection.clear}
      >
        <X aria-hidden />
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        danger
        title={t('delete_all_title', { count: about })}
        description={t('delete_all_text')}
        action={t('delete_count', { count: about })}
        onConfirm={() => void remove()}
      />
    </section>
  );
}

function Progress({ done, total }: { done: number; total: number | null }) {
  const t = useTranslations('list');
  return (
    <div
      role="status"
      className="absolute inset-x-0 bottom-3 z-30 mx-auto w-72 max-w-[calc(100%-24px)] rounded-lg bg-popover p-3 shadow-popover"
    >
      <p className="mb-2 tabular-nums">
        {total === null ? t('working') : t('working_on', { done, total })}
      </p>
      <progress
        aria-label={t('working')}
        className="block h-1.5 w-full overflow-hidden rounded-full accent-primary"
        {...(total ? { value: done, max: total } : {})}
      />
    </div>
  );
}

function BulkEdit({
  scope,
  count,
  busy,
  onApply,
}: {
  scope: ObjectScope;
  count: string;
  busy: boolean;
  onApply: (set: Record<string, unknown>, name: string) => Promise<unknown>;
}) {
  const t = useTranslations('list');
  const words = useTranslations('record');
  const [open, setOpen] = useState(false);
  const [path, setPath] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const [invalid, setInvalid] = useState<Invalid | null>(null);
  const entries = scope.entries.filter(isEditable);
  const entry = path ? scope.byPath.get(path) : undefined;
  const label = entry?.field.label[scope.language] ?? '';
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button size="sm" busy={busy} className="max-md:order-last max-md:flex-1">
          <PencilLine aria-hidden />
          {t('edit_field')}
        </Button>
      </PopoverTrigger>
      <PopoverContent
        side="top"
        aria-label={t('edit_field')}
        className="flex w-80 flex-col gap-3 overflow-visible"
      >
        <FormField label={t('field')}>
          {(control) => (
            <Combobox
              {...control}
              value={path}
              options={entries.map((one) => ({
                value: one.path,
                label: one.field.label[scope.language],
              }))}
              onValueChange={(next) => {
                const chosen = next ? scope.byPath.get(next) : undefined;
                setPath(next);
                setValue(chosen ? emptyValue(chosen.field) : null);
                setInvalid(null);
              }}
            />
          )}
        </FormField>
        {entry ? (
          <FormField
            label={t('new_value')}
            hint={t('empty_hint')}
            error={invalid ? words(`invalid.${invalid}`) : null}
          >
            {(control) => (
              <FieldEditor
                key={entry.path}
                entry={entry}
                value={value}
                record={{}}
                control={control}
                onChange={setValue}
                onInvalid={setInvalid}
              />
            )}
          </FormField>
        ) : null}
        <Button
          variant="primary"
          disabled={!entry || invalid !== null}
          onClick={async () => {
            if (!entry) return;
            setOpen(false);
            await onApply(patchOf({ [entry.path]: value }), label);
          }}
        >
          {t('change_count', { count })}
        </Button>
      </PopoverContent>
    </Popover>
  );
}
