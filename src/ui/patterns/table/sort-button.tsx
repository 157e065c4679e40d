'use client';

import { ArrowDownUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Sheet, SheetContent, SheetTrigger } from '@/ui/primitives/sheet';
import { titleColumn } from '../model/columns';
import { sortPath } from '../model/entries';
import type { SortKey } from '../model/sort';
import type { ObjectScope } from '../object-scope';

/** Ordering on a phone, where there is no table head. */
export function SortButton({
  scope,
  sort,
  onSort,
}: {
  scope: ObjectScope;
  sort: readonly SortKey[];
  onSort: (next: SortKey[]) => void;
}) {
  const t = useTranslations('list');
  const [open, setOpen] = useState(false);
  const options = [
    { value: titleColumn, label: scope.object.label[scope.language] },
    ...scope.entries.flatMap((entry) => {
      const path = sortPath(entry, scope.custom);
      return path ? [{ value: path, label: entry.field.label[scope.language] }] : [];
    }),
  ];
  const rows = [...sort, null].slice(0, 5);
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={t('sort')}>
          <ArrowDownUp aria-hidden />
        </Button>
      </SheetTrigger>
      <SheetContent
        side="bottom"
        title={t('sort')}
        footer={
          <Button variant="primary" onClick={() => setOpen(false)}>
            {t('done')}
          </Button>
        }
      >
        <div className="flex flex-col gap-3 p-4">
          {rows.map((key, at) => (
            <div key={key?.path ?? 'new'} className="flex gap-2">
              <span className="min-w-0 flex-1">
                <Combobox
                  aria-label={t('sort_by')}
                  placeholder={at > 0 ? t('sort_also') : t('sort_by')}
                  clearable
                  value={key?.path ?? null}
                  options={options}
                  onValueChange={(path) => {
                    const rest = sort.filter((one, index) => index !== at && one.path !== path);
                    onSort(
                      path
                        ? [
                            ...rest.slice(0, at),
                            { path, descending: key?.descending ?? false },
                            ...rest.slice(at),
                          ]
                        : rest,
                    );
                  }}
                />
              </span>
              {key ? (
                <SegmentedControl
                  aria-label={t('direction')}
                  value={key.descending ? 'down' : 'up'}
                  options={[
                    { value: 'up', label: t('up') },
                    { value: 'down', label: t('down') },
                  ]}
                  onValueChange={(next) =>
                    onSort(
                      sort.map((one) =>
                        one.path === key.path ? { ...one, descending: next === 'down' } : one,
                      ),
                    )
                  }
                />
              ) : null}
            </div>
          ))}
        </div>
      </SheetContent>
    </Sheet>
  );
}
