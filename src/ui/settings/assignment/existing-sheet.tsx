'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useErrorText } from '@/ui/data/issue-text';
import { FilterBuilder } from '@/ui/patterns/filters/filter-builder';
import { useFilterEntries } from '@/ui/patterns/filters/use-filter-entries';
import { fromFilter, toFilter } from '@/ui/patterns/model/filter-tree';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { useDebounced } from '@/ui/patterns/records/use-debounced';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormFailure } from '@/ui/primitives/form-failure';
import { RadioList } from '@/ui/primitives/radio-list';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { PreviewLists } from './preview-lists';
import { RunState } from './run-state';
import type { Assigned, Assignment } from './use-assignment';
import { type Run, usePreview, type Wish, whiches } from './use-existing';

interface Props {
  of: Assigned;
  scope: ObjectScope;
  rules: Assignment;
  run: Run;
  onClose: () => void;
}

/** Gives the records that are there by the rules: which, what would come of it, and how far it is. */
export function ExistingSheet({ of, scope, rules, run, onClose }: Props) {
  const t = useTranslations('assignment');
  const { entries } = useFilterEntries(scope);
  const errorText = useErrorText();
  const [which, setWhich] = useState<Wish['which']>('wrong_owner');
  const [tree, setTree] = useState(() => fromFilter(null));
  const filter = useDebounced(toFilter(tree), 300);
  const wish = { which, filter: filter ?? {} };
  const preview = usePreview(of, wish);
  const told = preview.data?.data;
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        title={t(`apply_${of}`)}
        description={t('apply_text')}
        footer={
          run.begun ? null : (
            <Button
              variant="primary"
              busy={run.start.isPending}
              disabled={!told || told.changing === 0 || preview.isFetching}
              onClick={() => told && run.start.mutate({ ...wish, version: told.version })}
            >
              {t('apply_run', { count: told?.changing ?? 0 })}
            </Button>
          )
        }
      >
        {run.begun ? (
          <div className="p-4">
            <RunState run={run} />
          </div>
        ) : (
          <div className="flex flex-col gap-5 p-4">
            <FormFailure message={run.start.isError ? errorText(run.start.error) : null} />
            <RadioList
              legend={t(`whose_${of}`)}
              value={which}
              onValueChange={setWhich}
              options={whiches.map((value) => ({
                value,
                label: t(`which_${value}`),
                detail: t(`which_${value}_text`),
              }))}
            />
            <fieldset className="min-w-0">
              <legend className="mb-1.5 font-medium text-muted-foreground">
                {t(`only_${of}`)}
              </legend>
              <FilterBuilder entries={entries} root={tree} onRoot={setTree} />
            </fieldset>
            {preview.isError ? (
              <ErrorState
                error={preview.error}
                onRetry={() => void preview.refetch()}
                className="py-4"
              />
            ) : told ? (
              <PreviewLists of={of} told={told} rules={rules} />
            ) : (
              <Loading label={t('looking')} className="flex flex-col gap-2">
                <Skeleton className="h-6" />
                <Skeleton className="h-20" />
              </Loading>
            )}
          </div>
        )}
      </SheetContent>
    </Sheet>
  );
}
