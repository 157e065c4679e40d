'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useUndoToast } from '@/ui/data/undo';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { Dialog, DialogClose, DialogContent } from '@/ui/primitives/dialog';
import { ErrorState } from '@/ui/primitives/error-state';
import { FieldError } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import type { ObjectScope } from '../object-scope';
import { formatInstant } from '../values/format';
import { useLocaleInfo } from '../values/use-locale-info';
import { Changes, type Currencies, currenciesOf, labelOf, shownChanges } from './changes';
import type { Change, HistoryEntry } from './history-entry';
import { differences, useAsOf } from './use-as-of';

/** What is to come back: the values a record had right after or right before an event. */
export interface Restoration {
  readonly event: string;
  readonly created_at: string;
  readonly state: 'after' | 'before';
  /** One field: what it is now and what it becomes, and names of what they point at. Absent: all that differ. */
  readonly one?: { readonly change: Change; readonly names: HistoryEntry['names'] };
}

interface Props {
  scope: ObjectScope;
  record: RecordData;
  restoration: Restoration;
  onClose: () => void;
}

/** Shows what would change, lets people leave fields out, and says which cannot come back. */
export function RestoreDialog(props: Props) {
  const { scope, record, restoration, onClose } = props;
  const t = useTranslations('restore');
  const locale = useLocaleInfo();
  const { one, event } = restoration;
  const past = useAsOf(scope.object.name, record.id, one ? null : { event });
  const waiting = !one && !past.data;
  const [changes] = useState(one ? [one.change] : null);
  const all = changes ?? (past.data ? differences(scope, record, past.data.data) : []);
  const names = one?.names ?? past.data?.data.as_of.names ?? {};
  const date = formatInstant(restoration.created_at, locale);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      {waiting || all.length === 0 ? (
        <DialogContent title={t('title')} footer={<Cancel />}>
          {past.isError ? (
            <ErrorState error={past.error} onRetry={() => void past.refetch()} className="py-4" />
          ) : waiting ? (
            <Loading label={t('title')} className="flex flex-col gap-3">
              <Skeleton className="h-5" />
              <Skeleton className="h-5" />
            </Loading>
          ) : (
            <p className="text-muted-foreground text-sm">{t('nothing', { date })}</p>
          )}
        </DialogContent>
      ) : (
        <Choice {...props} changes={all} names={names} date={date} />
      )}
    </Dialog>
  );
}

function Cancel() {
  const t = useTranslations('primitives');
  return (
    <DialogClose asChild>
      <Button>{t('cancel')}</Button>
    </DialogClose>
  );
}

function Choice({
  scope,
  record,
  restoration,
  onClose,
  changes,
  names,
  date,
}: Props & { changes: readonly Change[]; names: HistoryEntry['names']; date: string }) {
  const t = useTranslations('restore');
  const shown = shownChanges(scope, changes);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = shown.filter(({ field }) => !left.has(field));
  const restore = useRestoreTo(scope, record, restoration, onClose);
  const { problems, failure } = useProblems(shown, restore.error);
  const [first] = shown;
  const single = shown.length === 1 && first;
  return (
    <DialogContent
      className="max-w-lg"
      title={single ? t('title_one', { field: labelOf(scope, single.field) }) : t('title')}
      description={t(restoration.state === 'before' ? 'text_before' : 'text', { date })}
      footer={
        <>
          <Cancel />
          <Button
            variant="primary"
            busy={restore.isPending}
            disabled={chosen.length === 0}
            onClick={() => restore.mutate({ fields: withLists(scope, chosen, changes), chosen })}
          >
            {t('action', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <FormFailure message={failure} />
      <ul className="flex flex-col gap-2 text-sm">
        {shown.map((change) => (
          <li key={change.field}>
            <Line
              scope={scope}
              change={change}
              names={names}
              currencies={currenciesOf(changes, record)}
              {...(single
                ? {}
                : {
                    chosen: !left.has(change.field),
                    onChoose: (on: boolean) =>
                      setLeft(
                        new Set(
                          on
                            ? [...left].filter((field) => field !== change.field)
                            : [...left, change.field],
                        ),
                      ),
                  })}
            />
            {problems.has(change.field) ? (
              <div className="mt-1">
                <FieldError>{problems.get(change.field)}</FieldError>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </DialogContent>
  );
}

/** A field with its box to leave it out, where there are several. */
function Line({
  scope,
  change,
  names,
  currencies,
  chosen,
  onChoose,
}: {
  scope: ObjectScope;
  change: Change;
  names: HistoryEntry['names'];
  currencies: Currencies;
  chosen?: boolean;
  onChoose?: (on: boolean) => void;
}) {
  const id = useId();
  const value = <Changes scope={scope} names={names} changes={[change]} currencies={currencies} />;
  if (!onChoose) return value;
  return (
    <div className="flex items-start gap-2.5 max-md:min-h-11 max-md:items-center">
      <Checkbox
        id={id}
        className="mt-0.5"
        aria-label={labelOf(scope, change.field)}
        checked={chosen ?? true}
        onCheckedChange={onChoose}
      />
      <div className="min-w-0 flex-1">{value}</div>
    </div>
  );
}

/** The fields to ask for: with a field the list that it stands for. */
function withLists(
  scope: ObjectScope,
  chosen: readonly Change[],
  all: readonly Change[],
): string[] {
  const fields = new Set(chosen.map(({ field }) => field));
  const lists = scope.entries.filter(
    ({ path, field }) =>
      field.primary_field !== undefined &&
      fields.has(field.primary_field) &&
      (all.length === 1 || all.some((change) => change.field === path)),
  );
  return [...fields, ...lists.map(({ path }) => path)];
}

function useRestoreTo(
  scope: ObjectScope,
  record: RecordData,
  { event, state }: Restoration,
  onDone: () => void,
) {
  const t = useTranslations('restore');
  const client = useQueryClient();
  const showUndo = useUndoToast();
  const { name } = scope.object;
  return useMutation({
    mutationFn: ({ fields }: { fields: string[]; chosen: readonly Change[] }) =>
      api<RecordData>(
        'POST',
        `/${name}/${record.id}/restore-to`,
        { event, state, fields },
        { version: record.version },
      ),
    onSuccess: ({ data, request_id }, { chosen }) => {
      const fields = chosen.map(({ field }) => labelOf(scope, field)).join(', ');
      showUndo({
        object: name,
        request_id,
        message: t('done', { title: data.title, count: chosen.length, fields }),
      });
      onDone();
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.object(name) }),
  });
}

/** Problems beside the fields they name, what is left as one sentence. */
function useProblems(shown: readonly Change[], error: unknown) {
  const t = useTranslations('restore');
  const issueText = useIssueText();
  const errorText = useErrorText();
  const problems = new Map<string, string>();
  if (!error) return { problems, failure: null };
  for (const issue of isApiError(error) ? error.issues : []) {
    const at = shown.find(
      ({ field }) => issue.path === field || issue.path.startsWith(`${field}.`),
    );
    if (at) problems.set(at.field, issueText(issue));
  }
  return { problems, failure: problems.size > 0 ? t('refused') : errorText(error) };
}
