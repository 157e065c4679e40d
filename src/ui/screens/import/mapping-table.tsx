'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { useLabel } from '@/ui/shell/use-label';
import type { Import } from './types';

interface Props {
  given: Import;
  mapped: number;
  onMap: (column: string, target: string | null) => void;
}

/** Every column of the file, some of its values, and where they go. */
export function MappingTable({ given, mapped, onMap }: Props) {
  const t = useTranslations('importing');
  const label = useLabel();
  const options = useMemo(
    () => given.targets.map((one) => ({ value: one.target, label: label(one.label) })),
    [given.targets, label],
  );
  // Some products export dozens of columns nobody ever filled in.
  const [everything, setEverything] = useState(false);
  const filled = given.columns.filter(({ samples }) => samples.length > 0);
  const empty = given.columns.length - filled.length;
  return (
    <section aria-labelledby="mapping-title">
      <h3 id="mapping-title" className="font-semibold text-base">
        {t('columns')}
      </h3>
      <p className="mb-3 text-muted-foreground">
        {t('columns_text', { mapped, total: given.columns.length })}
      </p>
      <table className="w-full table-fixed text-left max-md:block">
        <thead className="border-b text-muted-foreground text-xs max-md:sr-only">
          <tr>
            <th className="w-1/4 py-2 pr-3 font-medium">{t('column')}</th>
            <th className="py-2 pr-3 font-medium">{t('samples')}</th>
            <th className="w-72 py-2 pr-3 font-medium">{t('goes_to')}</th>
            <th className="w-24 py-2 font-medium">{t('confidence')}</th>
          </tr>
        </thead>
        <tbody className="max-md:block">
          {(everything ? given.columns : filled).map(({ column, target, confidence, samples }) => (
            <tr key={column} className="border-b max-md:block max-md:py-2">
              <th
                scope="row"
                className="truncate py-1.5 pr-3 font-medium max-md:block max-md:py-0"
                title={column}
              >
                {column}
              </th>
              <td
                className="truncate py-1.5 pr-3 text-muted-foreground max-md:block max-md:py-1"
                title={samples.join('\n')}
              >
                {samples.length > 0 ? (
                  samples.join(' · ')
                ) : (
                  <span className="text-faint-foreground italic">{t('no_values')}</span>
                )}
              </td>
              <td className="py-1.5 pr-3 max-md:block max-md:pr-0">
                <Combobox
                  aria-label={t('target_of', { column })}
                  value={target}
                  options={options}
                  selected={target ? { value: target, label: target } : null}
                  placeholder={t('left_out')}
                  clearable
                  onValueChange={(next) => onMap(column, next)}
                />
              </td>
              <td className="py-1.5 max-md:block max-md:pb-2">
                <Confidence target={target} confidence={confidence} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {empty > 0 && !everything ? (
        <Button
          variant="ghost"
          size="sm"
          className="mt-1 -ml-2 text-muted-foreground"
          onClick={() => setEverything(true)}
        >
          {t('show_empty_columns', { count: empty })}
        </Button>
      ) : null}
    </section>
  );
}

function Confidence({ target, confidence }: { target: string | null; confidence: number }) {
  const t = useTranslations('importing');
  if (target === null) return <span className="text-faint-foreground">–</span>;
  if (confidence >= 0.9) return <Badge color="green">{t('sure')}</Badge>;
  return confidence >= 0.6 ? (
    <Badge color="amber">{t('likely')}</Badge>
  ) : (
    <Badge color="red">{t('check')}</Badge>
  );
}
